// The console in Spanish: one mailbox's page.

import type { consoleMailbox as english } from '../en/console-mailbox.ts';
import type { Translated } from '../messages.ts';

export const consoleMailbox: Translated<typeof english> = {
  'console.mailbox.unlisted': 'Este buzón aún no tiene ajustes propios: sigue a su dominio.',
  'console.mailbox.list-it': 'Darle ajustes propios',
  'console.mailbox.badge-unlisted': 'sigue a su dominio',
  'console.mailbox.badge-disabled': 'desactivado',
  'console.mailbox.badge-must-change': 'debe elegir una contraseña nueva',
  'console.mailbox.actions': 'Qué puede hacer',
  'console.mailbox.explain': 'Explicar un inicio de sesión',
  'console.mailbox.audit': 'Entradas del registro de auditoría',

  'console.mailbox.domain': 'Dominio',
  'console.mailbox.backend': 'Servidor de correo',
  'console.mailbox.source': 'La contraseña la comprueba',
  'console.mailbox.mode': 'El segundo paso se pide',
  'console.mailbox.own-choice': 'Elegido por el titular',
  'console.mailbox.own-choice-none': 'nada',
  'console.mailbox.added': 'Conocido desde',
  'console.mailbox.password': 'Contraseña',
  'console.mailbox.password-due': 'debe cambiarse desde {time}',
  'console.mailbox.clear-choice': 'Anular la elección',
  'console.mailbox.clear-choice-title': '¿Anular lo que eligió el titular?',
  'console.mailbox.clear-choice-text':
    'Entonces solo la política dice cuándo se pide un segundo paso. El titular puede volver a elegir donde la política lo permita.',

  'console.mailbox.enable': 'Activar',
  'console.mailbox.enable-title': '¿Activar {mailbox}?',
  'console.mailbox.enable-text':
    'Su titular puede volver a entrar. Lo que revocó un bloqueo sigue revocado: contraseñas de aplicación, segundos pasos, lugares conocidos.',
  'console.mailbox.disable': 'Desactivar',
  'console.mailbox.disable-title': '¿Desactivar {mailbox}?',
  'console.mailbox.disable-text':
    'Todas las puertas lo rechazan hasta que se active de nuevo. Las sesiones y conexiones de correo terminan en un segundo. No se borra nada.',
  'console.mailbox.lock-down': 'Bloquear',
  'console.mailbox.lock-down-title': '¿Bloquear {mailbox}?',
  'console.mailbox.lock-down-text':
    'Para un buzón en el que puede haber entrado otra persona. Todo esto ocurre a la vez:',
  'console.mailbox.lock-down-disabled': 'Se desactiva: nadie entra, ni siquiera su titular.',
  'console.mailbox.lock-down-ended': 'Terminan todas las sesiones, conexiones de correo y navegadores de confianza.',
  'console.mailbox.lock-down-revoked': 'Se revocan todas las contraseñas de aplicación.',
  'console.mailbox.lock-down-factors':
    'Se eliminan todos los segundos pasos, códigos de recuperación y lugares conocidos.',
  'console.mailbox.lock-down-mode': 'Desde entonces se pide un segundo paso en cada inicio de sesión.',
  'console.mailbox.lock-down-next': 'Después, restablezca su contraseña, avise al titular y vuelva a activarlo.',
  'console.mailbox.remove': 'Quitar',
  'console.mailbox.remove-title': '¿Quitar {mailbox}?',
  'console.mailbox.remove-text':
    'Se borran sus ajustes, alias, contraseñas de aplicación, segundos pasos y lugares, y termina lo que tenga abierto. El correo no se toca; después el buzón sigue a su dominio.',

  'console.mailbox.reset-password': 'Restablecer contraseña',
  'console.mailbox.reset-title': '¿Restablecer la contraseña de {mailbox}?',
  'console.mailbox.reset-text':
    'Terminan todas las sesiones, conexiones de correo y navegadores de confianza, y se avisa al titular. Los segundos pasos quedan como están.',
  'console.mailbox.reset-impossible':
    'Las contraseñas de este dominio se guardan en otro sitio, y no hay nada configurado con lo que Postern pueda cambiarlas.',
  'console.mailbox.new-password': 'Contraseña nueva',
  'console.mailbox.new-password-hint': 'Déjela vacía para que se genere una, que se muestra una sola vez.',
  'console.mailbox.must-change': 'Su titular debe elegir otra en el próximo inicio de sesión',
  'console.mailbox.revoke-app-passwords': 'Revocar también todas las contraseñas de aplicación',
  'console.mailbox.reset-done': 'La contraseña de {mailbox} está restablecida',
  'console.mailbox.reset-given': 'Es la que usted ha escrito.',
  'console.mailbox.reset-ended':
    'Terminados: {sessions} sesiones, {connections} conexiones de correo, {browsers} navegadores de confianza.',
  'console.mailbox.reset-apps':
    'Contraseñas de aplicación: {revoked} revocadas, {stale} esperan al próximo inicio de sesión en el webmail.',
  'console.mailbox.once': 'Solo se muestra ahora. Entréguelo por una vía que solo vea el titular.',
  'console.mailbox.to-mailbox': 'Al buzón',

  'console.mailbox.settings': 'Ajustes',
  'console.mailbox.change-settings': 'Cambiar ajustes',
  'console.mailbox.settings-of': 'Ajustes de {mailbox}',
  'console.mailbox.settings-lost':
    'Otra persona ha cambiado este buzón entretanto. El formulario contiene lo que usted escribió: compárelo con lo que vale ahora y guárdelo de nuevo si aún lo quiere.',

  'console.mailbox.factors': 'Segundos pasos',
  'console.mailbox.reset-factors': 'Restablecer todos',
  'console.mailbox.reset-factors-title': '¿Restablecer los segundos pasos de {mailbox}?',
  'console.mailbox.reset-factors-text':
    'Se eliminan todos, también los códigos de recuperación. El próximo inicio de sesión configura uno nuevo. Terminan las sesiones y los navegadores de confianza.',
  'console.mailbox.remove-factor-title': '¿Quitar este segundo paso?',
  'console.mailbox.remove-factor-text': 'Sus códigos ya no abren nada, y se avisa al titular.',
  'console.mailbox.supply': 'Proporcionar uno',
  'console.mailbox.supply-title': 'Proporcionar un segundo paso',
  'console.mailbox.supply-text':
    'Los códigos van allí de inmediato; el primero correcto demuestra que el titular los recibe. No puede ser una dirección de este buzón ni de un dominio que Postern proteja.',
  'console.mailbox.supply-none':
    'Aquí no se puede asignar ningún tipo cuyos códigos se envían: ninguno está configurado, o ninguno le corresponde asignarlo.',
  'console.mailbox.supply-kind': 'Los códigos se envían por',
  'console.mailbox.destination': 'Dirección de correo, o número de móvil con el prefijo del país',
  'console.mailbox.code-make': 'Crear un código de configuración',
  'console.mailbox.code-title': 'Código de configuración para {mailbox}',
  'console.mailbox.code-text':
    'Para quien perdió el teléfono: con este código el titular configura un primer segundo paso, una sola vez. Caduca {time}.',

  'console.mailbox.app-passwords': 'Contraseñas de aplicación',
  'console.mailbox.app-password-for': 'Contraseña de aplicación «{name}» para {mailbox}',
  'console.mailbox.mailbox-password': 'Contraseña del buzón, si el servidor de correo la necesita',
  'console.mailbox.app-password-empty': 'Ningún programa de correo tiene una.',

  'console.mailbox.forget-text': 'Todas las redes y todos los países vuelven a ser nuevos para este buzón.',
  'console.mailbox.forget-one': 'Olvidar',
  'console.mailbox.browsers-empty': 'Ningún navegador es de confianza.',
  'console.mailbox.revoke-browsers': 'No confiar más en ninguno',
  'console.mailbox.revoke-browsers-title': '¿No confiar más en ningún navegador de {mailbox}?',
  'console.mailbox.revoke-browsers-text': 'A cada uno se le vuelve a pedir un segundo paso.',
  'console.mailbox.sessions-empty': 'Nadie ha iniciado sesión con un navegador.',
  'console.mailbox.second-step-missing': 'falta el segundo paso',
  'console.mailbox.end-all': 'Terminar todas',
  'console.mailbox.history-who': 'Desde dónde',
  'console.mailbox.history-what': 'Resultado',
  'console.mailbox.history-when': 'Cuándo',

  'console.mailbox.names': 'Alias y grupos',
  'console.mailbox.aliases': 'Alias',
  'console.mailbox.aliases-empty': 'No tiene otra dirección.',
  'console.mailbox.alias': 'Alias nuevo',
  'console.mailbox.add': 'Añadir',
  'console.mailbox.groups': 'Grupos',
  'console.mailbox.groups-empty': 'No está en ningún grupo.',
  'console.mailbox.group': 'Nombre de un grupo',
  'console.mailbox.leave': 'Sacar',

  'console.mailbox.done-changed': 'El cambio está guardado.',
  'console.mailbox.done-enabled': 'El buzón está activado.',
  'console.mailbox.done-disabled': 'El buzón está desactivado, y lo que estaba abierto ha terminado.',
  'console.mailbox.done-locked': 'El buzón está bloqueado. Restablezca su contraseña antes de activarlo de nuevo.',
  'console.mailbox.done-added': 'Añadido.',
  'console.mailbox.done-removed': 'Eliminado.',
  'console.mailbox.done-ended': 'Terminado.',
  'console.mailbox.done-reset':
    'Todos los segundos pasos están eliminados. El próximo inicio de sesión configura uno nuevo.',
  'console.mailbox.done-forgotten': 'Olvidado.',
};
