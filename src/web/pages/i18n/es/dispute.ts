// Español: «no fui yo».

import type { dispute as english } from '../en/dispute.ts';
import type { Translated } from '../messages.ts';

export const dispute: Translated<typeof english> = {
  'dispute.title': '¿Fue usted?',
  'dispute.waiting':
    'Alguien escribió la contraseña correcta de {mailbox}. Después pedimos un código, que ha recibido usted. Nadie lo ha escrito.',
  'dispute.signed-in':
    'Alguien escribió la contraseña correcta de {mailbox} y el código que ha recibido usted. Ahora tiene la sesión iniciada.',
  'dispute.over':
    'Alguien escribió la contraseña correcta de {mailbox}. Este inicio de sesión ha terminado y no mantiene nada abierto.',
  'dispute.over-title': 'Este inicio de sesión ha terminado',
  'dispute.when': 'Cuándo',
  'dispute.where': 'Desde dónde',
  'dispute.browser': 'Con qué',
  'dispute.stop': 'Detener este inicio de sesión',
  'dispute.if-me': 'Si fue usted, cierre esta página y no pasará nada.',
  'dispute.stopped-title': 'El inicio de sesión se ha detenido',
  'dispute.stopped': 'Nadie puede continuarlo, y lo que había abierto está cerrado.',
  'dispute.next': 'Qué hacer ahora',
  'dispute.password': 'Cambie su contraseña',
  'dispute.password-text': 'Quien lo hizo la conoce. Cámbiela también en cualquier otro sitio donde la use.',
  'dispute.support': 'Avise',
  'dispute.support-text': 'Diríjase a {support} e indique la referencia de abajo.',
  'dispute.all': 'Cerrar todas las sesiones',
  'dispute.all-text': 'Si cree que alguien ha estado en su buzón, cierre todo lo que tiene sesión iniciada ahora.',
  'dispute.all-title': '¿Cerrar todas las sesiones?',
  'dispute.all-what':
    'Todos los navegadores y programas de correo de {mailbox} se desconectan al instante, también los suyos, y ningún navegador sigue siendo de confianza. Las contraseñas no cambian.',
  'dispute.all-done-title': 'Todas las sesiones están cerradas',
  'dispute.all-done': {
    one: 'Se ha cerrado {count} navegador o conexión de correo.',
    other: 'Se han cerrado {count} navegadores y conexiones de correo.',
  },
  'dispute.gone-title': 'Este enlace ya no sirve',
  'dispute.gone':
    'Es demasiado antiguo o le falta una parte. Si ha recibido un código que no pidió, alguien conoce su contraseña: cámbiela y diríjase a {support}.',
};
