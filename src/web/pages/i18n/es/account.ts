// Español: las páginas de la cuenta.

import type { account as english } from '../en/account.ts';
import type { Translated } from '../messages.ts';

export const account: Translated<typeof english> = {
  'overview.title': 'Su cuenta',
  'overview.history': 'Últimos inicios de sesión',
  'overview.history-empty': 'Todavía no hay ningún inicio de sesión registrado.',
  'overview.history-hint': '¿Hay algo aquí que no hizo usted? Cambie su contraseña y cierre todas las demás sesiones.',
  'overview.allowed': 'Sesión iniciada',
  'overview.refused': 'Rechazado',
  'overview.unavailable': 'Sin decidir',
  'overview.pending': 'Contraseña correcta, segundo paso pedido',
  'overview.factors': { one: '{count} manera configurada', other: '{count} maneras configuradas' },
  'overview.codes': { one: 'queda {count} código', other: 'quedan {count} códigos' },
  'overview.app-passwords': { one: '{count} programa de correo', other: '{count} programas de correo' },
  'overview.browsers': { one: '{count} navegador de confianza', other: '{count} navegadores de confianza' },
  'overview.sessions': { one: '{count} sesión', other: '{count} sesiones' },
  'overview.connections': { one: '{count} conexión de correo', other: '{count} conexiones de correo' },

  'mode.title': 'Cuándo se le pregunta',
  'mode.text': 'La contraseña se pide siempre. Aquí se trata del código que viene después.',
  'mode.never': 'Nunca',
  'mode.never-text': 'La contraseña basta para abrir su correo.',
  'mode.new-country': 'En un país nuevo',
  'mode.new-country-text': 'Se le pregunta en países donde no ha iniciado sesión últimamente.',
  'mode.new-ip': 'En una red nueva',
  'mode.new-ip-text': 'Se le pregunta en redes donde no ha iniciado sesión últimamente.',
  'mode.always': 'Cada vez',
  'mode.always-text': 'Se le pregunta en cada inicio de sesión en un navegador.',
  'mode.inherit': 'Como dice su organización: {mode}',
  'mode.by-own': 'Lo eligió usted.',
  'mode.by-mailbox': 'Establecido para su buzón.',
  'mode.by-group': 'Establecido para su grupo.',
  'mode.by-domain': 'Establecido para todos en {domain}.',
  'mode.by-platform': 'Establecido para todos aquí.',
  'mode.fixed': 'Aquí no se puede cambiar: lo ha fijado su organización o no queda nada más estricto.',
  'mode.choose': 'Preguntarme',
  'mode.change': 'Cambiar',
  'mode.saved': 'Su elección se ha guardado.',

  'recovery.title': 'Códigos de recuperación',
  'recovery.text': 'Un código de recuperación sustituye a su segundo paso si lo pierde. Cada uno sirve una vez.',
  'recovery.left': {
    one: 'Le queda {count} código de recuperación.',
    other: 'Le quedan {count} códigos de recuperación.',
  },
  'recovery.none': 'No tiene códigos de recuperación. Cree algunos ahora y guárdelos en un lugar seguro.',
  'recovery.new': 'Crear códigos nuevos',
  'recovery.new-hint': 'Los códigos que tiene ahora dejan de valer al instante.',

  'places.title': 'Navegadores y lugares',
  'places.browsers': 'Navegadores de confianza',
  'places.browsers-text': 'En estos solo se le pide la contraseña.',
  'places.browsers-empty': 'No hay ningún navegador de confianza. Puede elegirlo al escribir un código.',
  'places.this-browser': 'Este navegador',
  'places.browser-ended': 'Este navegador ya no es de confianza.',
  'places.known': 'Lugares conocidos',
  'places.known-text':
    'Aquí ha iniciado sesión con un código. Que se le pregunte otra vez depende de cuándo se le pregunta.',
  'places.networks': 'Redes',
  'places.countries': 'Países',
  'places.known-empty': 'Todavía no se conoce ningún lugar.',
  'places.forget': 'Olvidar todos los lugares',
  'places.forget-title': '¿Olvidar todos los lugares?',
  'places.forget-text': 'Cada red y cada país volverá a contar como nuevo, y quizá se le pida un código más a menudo.',
  'places.forgotten': 'Se han olvidado todos los lugares.',

  'confirm.title': '¿Es usted?',
  'confirm.text':
    'Antes de cambiar la protección de su cuenta, escriba otra vez su contraseña y un código. Vale durante diez minutos.',
  'confirm.text-password':
    'Antes de cambiar la protección de su cuenta, escriba otra vez su contraseña. Vale durante diez minutos.',
  'confirm.password': 'Contraseña',
  'confirm.password-wrong': 'Esta contraseña no es correcta.',
  'confirm.code-wrong': 'Este código no es correcto o ya se usó. Escriba el más reciente.',
  'confirm.slowed': 'Ha habido demasiados intentos. Espere {duration} e inténtelo de nuevo.',
  'confirm.lapsed':
    'Han pasado diez minutos desde la última vez que confirmó que es usted. Todavía no se ha cambiado nada.',
  'confirm.method': 'Código de',
  'confirm.method-recovery': 'Código de recuperación',

  'refusal.invalid': 'Revise lo que ha escrito.',
  'refusal.gone': 'Eso ya no existe. No se ha cambiado nada.',
  'refusal.last-factor': 'Es lo último que queda y se exige un segundo paso. Añada antes otra manera.',
  'refusal.not-permitted': 'Su organización no lo permite.',
  'refusal.unavailable': 'Ahora no es posible. No se ha cambiado nada; inténtelo de nuevo dentro de unos minutos.',
  'refusal.other': 'No ha sido posible. No se ha cambiado nada.',
  'refusal.once':
    'Este formulario ya se envió, y no se ha creado nada por segunda vez. Lo que se mostró entonces no se conserva: cree algo nuevo si lo necesita.',
};
