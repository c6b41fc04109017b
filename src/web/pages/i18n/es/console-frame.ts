// The console in Spanish: navigation, refusals, what all pages say.

import type { consoleFrame as english } from '../en/console-frame.ts';
import type { Translated } from '../messages.ts';

export const consoleFrame: Translated<typeof english> = {
  'console.frame.name': 'Administración de {site}',
  'console.frame.menu': 'Menú',
  'console.frame.sections': 'Secciones de la consola',
  'console.frame.way': 'Dónde está',
  'console.frame.who': 'Sesión iniciada:',
  'console.frame.to-start': 'A la primera página',
  'console.frame.back': 'Volver',
  'console.frame.break-glass':
    'Este es un acceso de emergencia, creado en el servidor sin segundo paso. Termina dentro de {duration}, y todo lo que haga queda registrado como tal.',
  'console.frame.role-platform': 'administrador de la plataforma',
  'console.frame.role-domain': 'administrador de dominios',
  'console.frame.role-auditor': 'auditor',
  'console.frame.dashboard': 'Resumen',
  'console.frame.mailboxes': 'Buzones',
  'console.frame.domains': 'Dominios',
  'console.frame.groups': 'Grupos',
  'console.frame.policy': 'Directivas',
  'console.frame.providers': 'Segundos pasos',
  'console.frame.sessions': 'Sesiones',
  'console.frame.audit': 'Registro de auditoría',
  'console.frame.explain': 'Explicar',
  'console.frame.administrators': 'Administradores',
  'console.frame.tokens': 'Tokens de API',
  'console.frame.own': 'Su acceso',
  'console.frame.filter': 'Filtrar',
  'console.frame.filter-active': 'Filtrado por',
  'console.frame.filter-remove': 'Quitar este filtro: {filter}',
  'console.frame.filter-clear': 'Quitar todos los filtros',
  'console.frame.pages': 'Páginas de esta lista',
  'console.frame.page-first': 'Primera página',
  'console.frame.page-next': 'Página siguiente',
  'console.frame.select': 'Seleccionar {name}',
  'console.frame.select-all': 'Seleccionar todo en esta página',
  'console.frame.progress': '{done} de {all}',
  'console.frame.needed-title': 'Primero inicie sesión',
  'console.frame.needed-text': 'Esta página es para administradores que han iniciado sesión.',
  'console.frame.absent-text': 'La dirección es incorrecta, lo que había aquí ya no existe o su rol no lo incluye.',
  'console.frame.problem-fields': 'Revise los datos introducidos.',
  'console.frame.problem-gone': 'Eso ya no existe o está fuera de sus dominios. No se ha cambiado nada.',
  'console.frame.problem-not-permitted': 'Su rol no lo permite. No se ha cambiado nada.',
  'console.frame.problem-exists': 'Ya existe uno con ese nombre. No se ha cambiado nada.',
  'console.frame.problem-changed':
    'Entretanto, otra persona ha cambiado esto. No se ha guardado nada: vea cómo está ahora y repita el cambio si todavía lo quiere.',
  'console.frame.problem-slow': 'Eso fue demasiado a la vez. Espere un momento y vuelva a intentarlo.',
  'console.frame.problem-unavailable':
    'Esto no es posible ahora mismo. No se ha cambiado nada; vuelva a intentarlo dentro de unos minutos.',
};
