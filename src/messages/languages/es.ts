// Español.

import type { BuiltInLetters } from './built-in-letters.ts';

export const es: BuiltInLetters = {
  'sign-in-code': `subject: Su código para iniciar sesión en {{site}}
preview: Vale hasta las {{valid-until}}. Nadie de {{site}} se lo pedirá nunca.
sms: {{code}} es su código para {{site}}, vale hasta las {{valid-until}}. No lo comparta con nadie. Si no lo ha pedido, cambie su contraseña.
sms: {{code}} es su código para {{site}}. No lo comparta con nadie.
sms: {{code}} es su código.

# Su código para iniciar sesión

{{code}}

Alguien está iniciando sesión en {{mailbox}} con la contraseña correcta. Si es usted, escriba este código en el navegador que lo pide. Vale hasta las {{valid-until}}, y solo ahí.

| Cuándo | {{time}}
| Desde | {{place}}
| Navegador | {{client}}
| Sitio | {{host}}
| Referencia | {{reference}}

No dé este código a nadie: ni por teléfono, ni en un mensaje, ni a quien diga ser de {{site}}.

## Si no es usted

Entonces alguien conoce su contraseña. No dé el código a nadie. Abra esta página para detener el inicio de sesión; abrirla no cambia nada hasta que pulse el botón, y no necesita ninguna contraseña:

{{dispute-url}}

Después cambie su contraseña y avise a {{support}}.
`,

  'verification-code': `subject: Confirme esta dirección para {{site}}
preview: Su código está en este mensaje. Vale hasta las {{valid-until}}.
sms: {{code}} confirma este número para {{site}}, vale hasta las {{valid-until}}. No lo comparta con nadie. Si no lo ha pedido, no haga nada.
sms: {{code}} confirma este número para {{site}}. No lo comparta con nadie.
sms: {{code}} confirma este número.

# Confirme esta dirección

{{code}}

Los códigos para iniciar sesión en {{mailbox}} deben llegar aquí a partir de ahora. Si es lo que quiere, escriba este código en la página que lo pide. Vale hasta las {{valid-until}}, y solo ahí.

| Cuándo | {{time}}
| Desde | {{place}}
| Navegador | {{client}}
| Sitio | {{host}}
| Referencia | {{reference}}

No dé este código a nadie: ni por teléfono, ni en un mensaje, ni a quien diga ser de {{site}}.

## Si no es usted

Alguien ha dado su dirección por error, o alguien que conoce la contraseña de {{mailbox}} quiere recibir sus códigos. No dé el código a nadie: sin él no ocurre nada. Si {{mailbox}} es suyo, abra esta página para detenerlo; abrirla no cambia nada hasta que pulse el botón, y no necesita ninguna contraseña:

{{dispute-url}}
`,

  'password-reset': `subject: Se ha restablecido su contraseña de {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: se ha restablecido la contraseña de {{mailbox}}. Si no lo esperaba, avise a {{support}}.
sms: {{site}}: se ha restablecido su contraseña. Si no lo esperaba, avise a {{support}}.
sms: Se ha restablecido la contraseña de su correo.

# Se ha restablecido su contraseña

{{mailbox}} tiene una contraseña nueva. Se ha cerrado la sesión de todos los navegadores y programas de correo que usaban la anterior.

| Cuándo | {{time}}
| Por | {{by}}
| Desde | {{place}}
| Navegador | {{client}}
| Referencia | {{reference}}

## Si no lo esperaba

Diríjase enseguida a {{support}}, mejor en persona o por teléfono, e indique la referencia. No responda a este mensaje.

{{support-url}}
`,

  'password-changed': `subject: Se ha cambiado su contraseña de {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: se ha cambiado la contraseña de {{mailbox}}. Si no lo esperaba, avise a {{support}}.
sms: {{site}}: se ha cambiado su contraseña. Si no lo esperaba, avise a {{support}}.
sms: Se ha cambiado la contraseña de su correo.

# Se ha cambiado su contraseña

{{mailbox}} tiene una contraseña nueva. Se ha cerrado la sesión de todos los navegadores y programas de correo que usaban la anterior.

| Cuándo | {{time}}
| Desde | {{place}}
| Navegador | {{client}}
| Referencia | {{reference}}

## Si no lo esperaba

Diríjase enseguida a {{support}}, mejor en persona o por teléfono, e indique la referencia. No responda a este mensaje.

{{support-url}}
`,

  'factor-added': `subject: Se ha añadido un segundo paso en {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: hay un nuevo segundo paso para {{mailbox}}. Si no fue usted, cambie su contraseña y avise a {{support}}.
sms: {{site}}: hay un nuevo segundo paso. Si no fue usted, cambie su contraseña.
sms: Hay un nuevo segundo paso para su correo.

# Se ha añadido un segundo paso

Desde ahora también sirve para iniciar sesión en {{mailbox}}, después de la contraseña.

| Nombre | {{name}}
| Cuándo | {{time}}
| Por | {{by}}
| Desde | {{place}}
| Navegador | {{client}}
| Referencia | {{reference}}

## Si no fue usted

Quien lo hizo conoce su contraseña. Inicie sesión, cambie la contraseña y quite de la página de su cuenta lo que no conozca. Después avise a {{support}} e indique la referencia.

{{account-url}}
`,

  'factor-removed': `subject: Se ha quitado un segundo paso en {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: se ha quitado un segundo paso de {{mailbox}}. Si no fue usted, cambie su contraseña y avise a {{support}}.
sms: {{site}}: se ha quitado un segundo paso. Si no fue usted, cambie su contraseña.
sms: Se ha quitado un segundo paso de su correo.

# Se ha quitado un segundo paso

Ya no sirve para iniciar sesión en {{mailbox}}.

| Nombre | {{name}}
| Cuándo | {{time}}
| Por | {{by}}
| Desde | {{place}}
| Navegador | {{client}}
| Referencia | {{reference}}

## Si no fue usted

Quien lo hizo conoce su contraseña. Inicie sesión, cambie la contraseña y compruebe en la página de su cuenta que conoce todo lo que hay. Después avise a {{support}} e indique la referencia.

{{account-url}}
`,

  'factors-reset': `subject: Se ha restablecido su segundo paso en {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: se ha restablecido el segundo paso de {{mailbox}}. Si no lo esperaba, avise a {{support}}.
sms: {{site}}: se ha restablecido su segundo paso. Si no lo esperaba, avise a {{support}}.
sms: Se ha restablecido el segundo paso de su correo.

# Se ha restablecido su segundo paso

Se han quitado todos los segundos pasos de {{mailbox}} y todos sus códigos de recuperación. En el próximo inicio de sesión se le pedirá que configure uno nuevo.

| Cuándo | {{time}}
| Por | {{by}}
| Desde | {{place}}
| Navegador | {{client}}
| Referencia | {{reference}}

## Si no lo esperaba

Inicie sesión y configure su segundo paso antes de que lo haga otra persona, y cambie la contraseña. Después avise a {{support}} e indique la referencia.

{{account-url}}
`,

  'app-password-made': `subject: Nueva contraseña de aplicación en {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: una nueva contraseña de aplicación abre {{mailbox}}. Si no fue usted, cambie su contraseña y avise a {{support}}.
sms: {{site}}: hay una nueva contraseña de aplicación. Si no fue usted, cambie su contraseña.
sms: Una nueva contraseña de aplicación abre su correo.

# Se ha creado una nueva contraseña de aplicación

Con ella un programa de correo puede abrir {{mailbox}} sin que se le pida un código.

| Nombre | {{name}}
| Cuándo | {{time}}
| Por | {{by}}
| Desde | {{place}}
| Navegador | {{client}}
| Referencia | {{reference}}

## Si no fue usted

Inicie sesión, revoque esta contraseña de aplicación en la página de su cuenta y cambie su contraseña: quien la creó también conoce esa. Después avise a {{support}} e indique la referencia.

{{account-url}}
`,

  'recovery-code-used': `subject: Se ha usado un código de recuperación en {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: alguien ha entrado en {{mailbox}} con un código de recuperación. Si no fue usted, cambie su contraseña y avise a {{support}}.
sms: {{site}}: se ha usado un código de recuperación. Si no fue usted, cambie su contraseña.
sms: Se ha usado un código de recuperación de su correo.

# Se ha usado un código de recuperación

Alguien ha iniciado sesión en {{mailbox}} con la contraseña y uno de los códigos de recuperación. Ese código ya no vale.

| Cuándo | {{time}}
| Desde | {{place}}
| Navegador | {{client}}
| Referencia | {{reference}}

## Si no fue usted

Alguien tiene su contraseña y sus códigos de recuperación. Inicie sesión, cambie la contraseña, cree códigos de recuperación nuevos y cierre todas las demás sesiones en la página de su cuenta. Después avise a {{support}} e indique la referencia.

{{account-url}}
`,

  'recovery-codes-renewed': `subject: Nuevos códigos de recuperación en {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: hay códigos de recuperación nuevos para {{mailbox}}. Si no fue usted, cambie su contraseña y avise a {{support}}.
sms: {{site}}: hay códigos de recuperación nuevos. Si no fue usted, cambie su contraseña.
sms: Hay códigos de recuperación nuevos para su correo.

# Se han creado nuevos códigos de recuperación

Los códigos de recuperación anteriores de {{mailbox}} ya no valen.

| Cuándo | {{time}}
| Por | {{by}}
| Desde | {{place}}
| Navegador | {{client}}
| Referencia | {{reference}}

## Si no fue usted

Quien lo hizo puede entrar con estos códigos. Inicie sesión, cambie la contraseña, cree otra vez códigos nuevos y cierre todas las demás sesiones en la página de su cuenta. Después avise a {{support}} e indique la referencia.

{{account-url}}
`,

  'new-country': `subject: Inicio de sesión desde otro país en {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: alguien ha entrado en {{mailbox}} desde un país nuevo. Si no fue usted, cambie su contraseña y avise a {{support}}.
sms: {{site}}: alguien ha entrado desde un país nuevo. Si no fue usted, cambie su contraseña.
sms: Alguien ha entrado en su correo desde un país nuevo.

# Inicio de sesión desde otro país

Alguien ha iniciado sesión en {{mailbox}} desde un país en el que usted no lo ha hecho últimamente. De viaje, o a través de la red de una empresa o de una VPN, puede haber sido usted.

| Cuándo | {{time}}
| Desde | {{place}}
| Programa | {{client}}
| Referencia | {{reference}}

## Si no fue usted

Inicie sesión, cambie la contraseña y cierre todas las demás sesiones en la página de su cuenta. Después avise a {{support}} e indique la referencia.

{{account-url}}
`,

  'locked-down': `subject: Se ha bloqueado su buzón en {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: {{mailbox}} se ha bloqueado para protegerlo. Avise a {{support}}.
sms: {{site}}: su correo se ha bloqueado para protegerlo. Avise a {{support}}.
sms: Su correo se ha bloqueado para protegerlo.

# Se ha bloqueado su buzón

Para proteger {{mailbox}} se han cerrado todas las sesiones, se han revocado todas las contraseñas de aplicación y los navegadores de confianza, y hacen falta una contraseña nueva y un segundo paso nuevo.

| Cuándo | {{time}}
| Por | {{by}}
| Desde | {{place}}
| Navegador | {{client}}
| Referencia | {{reference}}

## Qué hacer

Diríjase a {{support}}, mejor en persona o por teléfono, e indique la referencia: le dirán cómo volver a entrar. No responda a este mensaje.

{{support-url}}
`,

  notices: `subject: {{count}} avisos de seguridad de {{site}}
preview: Lo que ha pasado en {{mailbox}}, y qué hacer si no fue usted.
sms: {{site}}: {{count}} cambios de seguridad en {{mailbox}}. Si no fue usted, cambie su contraseña y avise a {{support}}.
sms: {{site}}: {{count}} cambios de seguridad. Si no fue usted, cambie su contraseña.
sms: {{count}} cambios de seguridad en su correo.

# Lo que ha pasado en {{mailbox}}

{{notices}}

## Si algo de esto no fue usted

Inicie sesión, cambie la contraseña y repase la página de su cuenta: quite los segundos pasos, las contraseñas de aplicación y los navegadores de confianza que no conozca, y cierre todas las demás sesiones. Si no puede entrar, y para todo lo demás, diríjase a {{support}} e indique las referencias.

{{account-url}}

{{support-url}}
`,

  footer: `{{site}} ha enviado este mensaje automáticamente porque afecta a la seguridad de {{mailbox}}. Las respuestas no se leen.
`,
};
