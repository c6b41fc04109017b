// Español: el segundo paso y la primera configuración.

import type { signIn as english } from '../en/sign-in.ts';
import type { Translated } from '../messages.ts';

export const signIn: Translated<typeof english> = {
  'challenge.title': 'Un paso más',
  'challenge.totp': 'Escriba el código que su aplicación de autenticación muestra para {mailbox}.',
  'challenge.passkey': 'Use su llave de acceso.',
  'challenge.recovery': 'Escriba uno de los códigos de recuperación que guardó para {mailbox}. Cada uno sirve una vez.',
  'challenge.code': 'Código',
  'challenge.code-hint': 'Las cifras que muestra ahora {name}',
  'challenge.recovery-code': 'Código de recuperación',
  'challenge.trust': {
    one: 'No volver a preguntar en este navegador durante {count} día',
    other: 'No volver a preguntar en este navegador durante {count} días',
  },
  'challenge.trust-hint': 'Solo en un dispositivo que nadie más use. La contraseña se pide siempre.',
  'challenge.others': 'De otra manera',
  'challenge.use-factor': 'Usar {name}',
  'challenge.use-recovery': 'Usar un código de recuperación',
  'challenge.wrong': 'Este código no es correcto. Los códigos cambian cada medio minuto: escriba el más reciente.',
  'challenge.recovery-wrong': 'Este código de recuperación no es correcto o ya se usó.',
  'challenge.used': 'Este código ya se usó. Espere a que la aplicación muestre el siguiente.',
  'challenge.slowed': 'Ha habido demasiados códigos erróneos. Espere {duration} e inténtelo de nuevo.',
  'challenge.tries': { one: 'Le queda {count} intento.', other: 'Le quedan {count} intentos.' },
  'challenge.clock':
    'Si se rechaza el código correcto, compruebe que la hora de su teléfono se ajusta automáticamente.',
  'challenge.until': 'Abierto hasta las {time}',
  'challenge.cancel': 'Cancelar y cerrar sesión',
  'challenge.none': 'No hay con qué responder. Diríjase a {support}.',

  'password.title': 'Elija una contraseña nueva',
  'password.why':
    'Otra persona ha establecido la contraseña de {mailbox}. Elija una que solo usted conozca e inicie sesión con ella.',
  'password.new': 'Contraseña nueva',
  'password.again': 'Otra vez',
  'password.hint': 'Al menos {least} caracteres. Varias palabras seguidas son una buena opción, también con espacios.',
  'password.save': 'Guardar esta contraseña',
  'password.different': 'Las dos contraseñas no son iguales.',
  'password.too-short': 'Esta contraseña es demasiado corta.',
  'password.too-long': 'Esta contraseña es demasiado larga.',
  'password.name': 'Este es el nombre de su buzón. Elija una contraseña que nadie pueda adivinar.',
  'password.same': 'Es la contraseña con la que ha iniciado sesión. Elija otra.',
  'password.refused': 'Esta contraseña no se ha aceptado. Elija otra.',

  'enrolment.title': 'Configure su segundo paso',
  'enrolment.why':
    'Desde ahora, {mailbox} solo se abre con su contraseña y un código de su teléfono. Se tarda alrededor de un minuto.',
  'enrolment.step-app': 'Consiga una aplicación de autenticación',
  'enrolment.step-app-text':
    'Sirve cualquier aplicación de códigos de un solo uso, y muchos gestores de contraseñas la llevan incorporada. Si no tiene ninguna, busque «authenticator» en la tienda de aplicaciones de su teléfono: por ejemplo, Aegis, Ente Auth, 2FAS, Google Authenticator o Microsoft Authenticator.',
  'enrolment.step-scan': 'Escanee este código con la aplicación',
  'enrolment.step-scan-text': 'En la aplicación, elija añadir una cuenta y apunte la cámara a la imagen.',
  'enrolment.qr': 'Código QR para su aplicación de autenticación. Debajo está la misma clave para escribirla.',
  'enrolment.same-device': 'Abrir en una aplicación de este dispositivo',
  'enrolment.typed': '¿No puede escanear? Escriba esta clave',
  'enrolment.typed-text':
    'Elija «introducir una clave» en la aplicación. El tipo es «basado en el tiempo»; los espacios no importan.',
  'enrolment.key': 'Clave',
  'enrolment.step-code': 'Escriba el código que muestra la aplicación',
  'enrolment.name': 'Nombre para esta aplicación',
  'enrolment.name-hint': 'Para reconocerla más tarde, por ejemplo «Mi teléfono»',
  'enrolment.finish': 'Activar',
  'enrolment.wrong':
    'Este código no es correcto. Compruebe que ha escaneado la imagen de esta página y escriba el código más reciente.',
  'enrolment.expired':
    'Ha tardado demasiado, así que aquí tiene una imagen nueva. Escanee esta; la anterior ya no vale.',
  'enrolment.slowed': 'Ha habido demasiados códigos erróneos. Espere {duration} e inténtelo de nuevo.',
  'enrolment.code-title': 'Escriba su código de inscripción',
  'enrolment.code-text':
    'Para su protección, el segundo paso solo se puede configurar con un código que le da su administrador.',
  'enrolment.code-label': 'Código de inscripción',
  'enrolment.code-wrong': 'Este código de inscripción no es correcto o ya no es válido.',
  'enrolment.code-help': '¿No tiene ninguno? Diríjase a {support}.',
  'enrolment.outside-title': 'Desde esta red no',
  'enrolment.outside-text':
    'Para su protección, el segundo paso solo se puede configurar dentro de la red de su organización. Inicie sesión de nuevo cuando esté allí o diríjase a {support}.',
  'enrolment.many-title': 'No cabe otra manera',
  'enrolment.many-text': 'Ha configurado tantas como se permiten. Quite una primero.',
  'enrolment.not-allowed-title': 'Aquí no se puede configurar nada',
  'enrolment.not-allowed-text':
    'Su administrador no permite que configure usted un segundo paso para este buzón. Diríjase a {support}.',
  'enrolment.exists-title': 'Configurado entretanto',
  'enrolment.exists-text':
    'Entretanto se ha configurado un segundo paso para este buzón. Si ha sido usted, vuelva a iniciar sesión y úselo. Si no, diríjase enseguida a {support}.',

  'codes.title': 'Guarde sus códigos de recuperación',
  'codes.text':
    'Abren su cuenta si pierde el teléfono o se estropea. Cada uno sirve una vez. Guárdelos donde nadie más mire, pero no en el propio teléfono.',
  'codes.once': 'Estos códigos solo se muestran ahora.',
  'codes.list': 'Sus códigos de recuperación',
  'codes.file': 'codigos-de-recuperacion.txt',
  'codes.file-title': 'Códigos de recuperación de {mailbox} ({site}), creados el {day}',
  'codes.file-text': 'Cada código sirve una vez, en lugar de un código de la aplicación o de un mensaje.',
  'codes.saved': 'Ya los guardé, continuar',
  'codes.enrolled': 'Su segundo paso está activado.',
};
