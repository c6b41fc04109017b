// Español: los códigos que se envían, qué puede ser un segundo paso y su lista en la cuenta.

import type { secondStep as english } from '../en/second-step.ts';
import type { Translated } from '../messages.ts';

export const secondStep: Translated<typeof english> = {
  'sent.email': 'Hemos enviado un código a {destination}.',
  'sent.sms': 'Hemos enviado un código por SMS al {destination}.',
  'sent.hint': 'Seis cifras, válidas hasta las {time}',
  'sent.spam': '¿No ha llegado? Mire también en el correo no deseado.',
  'sent.send': 'Enviar código',
  'sent.again': 'Enviarlo otra vez',
  'sent.again-in': 'posible dentro de {duration}',
  'sent.once-more': 'El código se ha enviado otra vez. Es el mismo.',
  'sent.not-again': 'No se ha podido enviar el código otra vez. El último sigue valiendo.',
  'sent.too-soon': 'Espere {duration} para que se pueda enviar otra vez. El último sigue valiendo.',
  'sent.slowed': 'Se han pedido códigos demasiadas veces. Dentro de {duration} se podrá enviar otro.',
  'sent.delayed': 'Este código tarda más de lo habitual, pero está en camino.',
  'sent.failed': 'Este código no se ha podido entregar y no llegará.',
  'sent.not-sent': 'Ahora no se puede enviar ningún código a {destination}. Su contraseña no es el problema.',
  'sent.use-other': 'Use otra manera o inténtelo de nuevo dentro de unos minutos.',
  'sent.no-other':
    'Este buzón no tiene configurada ninguna otra manera. Inténtelo de nuevo dentro de unos minutos o diríjase a {support}.',
  'sent.ready': 'Podemos enviar un código a {destination}.',
  'sent.wrong': 'Este código no es correcto o ha caducado. Escriba el último que hemos enviado.',
  'sent.used': 'Este código ya se usó. Pida que se envíe otro.',

  'way.email': 'Enviar a {destination}',
  'way.sms': 'SMS al {destination}',
  'way.not-now': 'Ahora no es posible',

  'kind.totp': 'Aplicación de autenticación',
  'kind.totp-text': 'Una aplicación de su teléfono muestra un código. Funciona sin red y es lo más seguro.',
  'kind.email': 'Correo electrónico',
  'kind.email-text': 'Enviamos un código a otra dirección de correo suya.',
  'kind.sms': 'SMS',
  'kind.sms-text': 'Enviamos un código a su teléfono móvil.',
  'kind.passkey': 'Llave de acceso',

  'choice.why': 'Desde ahora, {mailbox} solo se abre con su contraseña y un código. ¿Cómo quiere recibirlo?',
  'choice.add': '¿Cómo quiere recibir sus códigos?',
  'choice.other': 'Elegir otra manera',

  'destination.email-title': 'Códigos por correo',
  'destination.email-text': '¿A qué dirección podemos enviar códigos? Debe poder leerla sin este buzón.',
  'destination.email-label': 'Su otra dirección de correo',
  'destination.email-malformed': 'No podemos enviar nada a esta dirección. Compruébela.',
  'destination.email-change': 'Usar otra dirección',
  'destination.sms-title': 'Códigos por SMS',
  'destination.sms-text': '¿A qué teléfono móvil podemos enviar códigos?',
  'destination.sms-label': 'Número de móvil',
  'destination.sms-hint': 'Con el prefijo del país, por ejemplo +34 600 123 456',
  'destination.sms-malformed': 'No podemos enviar nada a este número. Compruébelo, también el prefijo del país.',
  'destination.sms-change': 'Usar otro número',
  'destination.protected':
    'Esta dirección se abre con el mismo inicio de sesión para el que sirve el código, así que no podría leerlo allí. Escriba una de otro proveedor.',
  'destination.known': 'Ya lo tiene configurado.',
  'destination.not-sent':
    'No hemos podido enviar un código allí. Compruebe lo que ha escrito o inténtelo de nuevo dentro de unos minutos.',
  'destination.expired': 'Ha tardado demasiado. Pida que se envíe un código nuevo.',

  'factors.title': 'Segundo paso',
  'factors.text':
    'Con qué demuestra que es usted, después de la contraseña. Otra manera ayuda si se pierde la primera.',
  'factors.empty': 'No hay ningún segundo paso configurado.',
  'factors.add': 'Añadir otra manera',
  'factors.default': 'Se pide primero',
  'factors.make-default': 'Pedir primero',
  'factors.made-default': 'Desde ahora se le pide esta primero.',
  'factors.unverified': 'Aún sin verificar',
  'factors.change': 'Cambiar',
  'factors.rename': 'Cambiar el nombre',
  'factors.name': 'Nombre',
  'factors.remove-title': '¿Quitar {name}?',
  'factors.remove-app': 'Sus códigos ya no abrirán nada. Borre también la entrada en la aplicación.',
  'factors.remove-sent': 'Ya no se enviarán códigos allí.',
  'factors.last': 'No tiene ninguna otra manera. Añada otra antes de quitar esta.',
  'factors.added': 'Se ha añadido la nueva manera.',
  'factors.renamed': 'El nombre se ha cambiado.',
  'factors.removed': 'Se ha quitado.',

  'confirm.send': 'Enviamos un código a {destination}. Después lo escribe aquí, con su contraseña.',
};
