// The console in Spanish: signing in to the console, administrators, tokens.

import type { consoleAccess as english } from '../en/console-access.ts';
import type { Translated } from '../messages.ts';

export const consoleAccess: Translated<typeof english> = {
  'console.access.sign-in': 'Iniciar sesión en la administración',
  'console.access.sign-in-text': 'Con su nombre de administrador, que no es su buzón.',
  'console.access.name': 'Nombre',
  'console.access.wrong': 'El nombre o la contraseña no es correcto.',
  'console.access.slowed': 'Hubo demasiados intentos. Espere {duration} y vuelva a intentarlo.',
  'console.access.to-code': 'Tengo un código del servidor',
  'console.access.code-title': 'Código del servidor',
  'console.access.code-text':
    'Quien gestiona el servidor lo crea allí: para un administrador nuevo, para quien perdió el segundo paso o para una emergencia.',
  'console.access.code-label': 'Código',
  'console.access.code-hint': 'Sirve una sola vez.',
  'console.access.code-wrong': 'Este código no es correcto o ya no es válido.',
  'console.access.code-used': 'Este código ya se ha usado.',
  'console.access.to-sign-in': 'Iniciar sesión con nombre y contraseña',
  'console.access.challenge': 'Introduzca el código que muestra su aplicación de autenticación para {name}.',
  'console.access.challenge-recovery':
    'Introduzca uno de los códigos de recuperación que guardó para {name}. Cada uno sirve una sola vez.',
  'console.access.use-app': 'Usar la aplicación de autenticación',
  'console.access.set-up': 'Configure su acceso',
  'console.access.set-up-text':
    'Los administradores siempre inician sesión en dos pasos. Elija la contraseña de {name} y configure después el segundo paso.',
  'console.access.set-up-done': 'Su acceso está configurado y la sesión está abierta.',
  'console.access.password-title': 'Elija una contraseña',
  'console.access.not-taken': 'No se ha aceptado esta contraseña. Elija una más larga u otra distinta.',
  'console.access.not-set-up': 'No se ha podido guardar. No se ha cambiado nada.',
  'console.access.confirm-text':
    'Esto abre o destruye algo. Introduzca otra vez su contraseña y un código. Vale durante unos minutos y le devuelve adonde estaba.',
  'console.access.confirm-wrong':
    'La contraseña o el código no es correcto, o el código ya se usó. Introduzca el más reciente.',
};
