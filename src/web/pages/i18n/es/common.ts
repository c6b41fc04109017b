// Español: el marco de cada página y lo que pone fin a una visita.

import type { common as english } from '../en/common.ts';
import type { Translated } from '../messages.ts';

export const common: Translated<typeof english> = {
  'frame.skip': 'Ir al contenido',
  'frame.account': 'Su cuenta',
  'frame.sections': 'Secciones de su cuenta',
  'frame.to-mail': 'Volver al correo',
  'frame.sign-out': 'Cerrar sesión',
  'frame.signed-in-as': 'Sesión iniciada como {mailbox}',
  'frame.language': 'Idioma',
  'frame.appearance': 'Apariencia',
  'frame.theme-auto': 'Como el dispositivo',
  'frame.theme-light': 'Claro',
  'frame.theme-dark': 'Oscuro',
  'frame.help': 'Ayuda',
  'frame.reference': 'Referencia {id}',

  'action.continue': 'Continuar',
  'action.cancel': 'Cancelar',
  'action.save': 'Guardar',
  'action.remove': 'Quitar',
  'action.end': 'Cerrar',
  'action.copy': 'Copiar',
  'action.copied': 'Copiado',
  'action.print': 'Imprimir',
  'action.download': 'Descargar',
  'action.try-again': 'Intentar de nuevo',
  'action.sign-in': 'Iniciar sesión',

  'time.ago-never': 'nunca usado',
  'time.last-used': 'último uso: {ago}',
  'time.added': 'añadido el {day}',
  'time.expires': 'hasta el {day}',
  'time.since': 'desde el {time}',
  'place.unknown': 'país desconocido',
  'browser.unknown': 'Navegador desconocido',
  'browser.on': '{browser} en {system}',

  'door.imap': 'IMAP',
  'door.pop3': 'POP3',
  'door.smtp': 'SMTP',
  'door.sieve': 'ManageSieve',
  'door.dav': 'Calendarios y contactos',
  'door.activesync': 'ActiveSync',
  'door.web': 'Correo web',

  'tls.implicit': 'SSL/TLS',
  'tls.starttls': 'STARTTLS',
  'tls.none': 'sin cifrado',

  'signed-out.title': 'Ha cerrado la sesión',
  'signed-out.text': 'Si este dispositivo no es suyo, cierre también la ventana del navegador.',
  'signed-out.ended-title': 'Inicie sesión de nuevo',
  'signed-out.ended-text':
    'Este inicio de sesión ha terminado porque tardó demasiado o hubo demasiados códigos erróneos. No se ha abierto nada.',
  'signed-out.password-title': 'Su contraseña nueva está guardada',
  'signed-out.password-text':
    'Inicie sesión con ella ahora. Los programas de correo con contraseñas de aplicación siguen funcionando.',
  'signed-out.needed-title': 'Primero inicie sesión',
  'signed-out.needed-text':
    'Esta página es para personas con sesión iniciada. Inicie sesión en su correo y vuelva después.',
  'signed-out.again': 'Iniciar sesión de nuevo',

  'refused.title': 'Ahora no puede iniciar sesión',
  'refused.text': 'Se ha rechazado su inicio de sesión.',
  'refused.place-title': 'Desde aquí no',
  'refused.place':
    'No se permite iniciar sesión desde la red o el país en que se encuentra. Desde un lugar permitido funciona como siempre.',
  'refused.disabled-title': 'Este buzón está desactivado',
  'refused.disabled': 'Nadie puede iniciar sesión en él hasta que un administrador lo active de nuevo.',
  'refused.throttled-title': 'Demasiados intentos',
  'refused.throttled':
    'Ha habido demasiados inicios de sesión fallidos desde su red. Espere unos minutos e inténtelo de nuevo.',
  'refused.contact': 'Si cree que es un error, diríjase a {support} e indique la referencia de abajo.',
  'refused.support': 'su servicio de asistencia',

  'unavailable.title': 'Un momento',
  'unavailable.text':
    'Ahora no podemos comprobar su inicio de sesión, así que permanece cerrado. Su contraseña y su código no son el problema. Inténtelo de nuevo dentro de unos minutos.',
  'broken.title': 'Algo ha fallado',
  'broken.text': 'El error es nuestro y ha quedado registrado. Vuelva atrás e inténtelo otra vez.',
  'absent.title': 'Aquí no hay nada',
  'absent.text': 'La dirección es errónea, o lo que había aquí ya no existe.',
  'stale.title': 'Esta página estaba desactualizada',
  'stale.text':
    'Procedía de una sesión anterior o de otra pestaña, por lo que no se ha cambiado nada. Abra de nuevo la página y repita lo que quería hacer.',
  'foreign.title': 'Esto no venía de nuestra página',
  'foreign.text': 'Otro sitio web, o algo en su navegador, lo ha enviado en su nombre. No se ha cambiado nada.',
  'malformed.title': 'No hemos podido leer esto',
  'malformed.text': 'Lo que ha enviado su navegador no es lo que pide nuestra página. No se ha cambiado nada.',
  'outcome.mail': 'Ir al correo',
};
