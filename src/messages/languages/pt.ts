// Português (do Brasil).

import type { BuiltInLetters } from './built-in-letters.ts';

export const pt: BuiltInLetters = {
  'sign-in-code': `subject: Seu código para entrar em {{site}}
preview: Ele vale até {{valid-until}}. Ninguém de {{site}} vai pedi-lo a você.
sms: {{code}} é o seu código para {{site}}, vale até {{valid-until}}. Não o informe a ninguém. Não foi você? Mude a sua senha.
sms: {{code}} é o seu código para {{site}}. Não o informe a ninguém.
sms: {{code}} é o seu código.

# Seu código para entrar

{{code}}

Alguém está entrando em {{mailbox}} com a senha certa. Se for você, digite este código no navegador que o pede. Ele vale até {{valid-until}}, e só ali.

| Quando | {{time}}
| De onde | {{place}}
| Navegador | {{client}}
| Site | {{host}}
| Referência | {{reference}}

Não informe este código a ninguém: nem por telefone, nem em uma mensagem, nem a quem diz ser de {{site}}.

## Se não for você

Então alguém sabe a sua senha. Não passe o código adiante. Abra esta página para impedir a entrada; abri-la não muda nada até você apertar o botão, e nenhuma senha é necessária:

{{dispute-url}}

Depois mude a sua senha e avise {{support}}.
`,

  'verification-code': `subject: Confirme este endereço para {{site}}
preview: Seu código está nesta mensagem. Ele vale até {{valid-until}}.
sms: {{code}} confirma este número para {{site}}, vale até {{valid-until}}. Não o informe a ninguém. Não foi você? Ignore.
sms: {{code}} confirma este número para {{site}}. Não o informe a ninguém.
sms: {{code}} confirma este número.

# Confirme este endereço

{{code}}

Os códigos para entrar em {{mailbox}} devem passar a vir para cá. Se é o que você quer, digite este código na página que o pede. Ele vale até {{valid-until}}, e só ali.

| Quando | {{time}}
| De onde | {{place}}
| Navegador | {{client}}
| Site | {{host}}
| Referência | {{reference}}

Não informe este código a ninguém: nem por telefone, nem em uma mensagem, nem a quem diz ser de {{site}}.

## Se não for você

Alguém deu o seu endereço por engano, ou alguém que sabe a senha de {{mailbox}} quer receber os códigos. Não passe o código adiante: sem ele nada acontece. Se {{mailbox}} é seu, abra esta página para impedir; abri-la não muda nada até você apertar o botão, e nenhuma senha é necessária:

{{dispute-url}}
`,

  'password-reset': `subject: A sua senha de {{site}} foi redefinida
preview: {{mailbox}}, {{time}}
sms: {{site}}: a senha de {{mailbox}} foi redefinida. Inesperado? Fale com {{support}}.
sms: {{site}}: a sua senha foi redefinida. Inesperado? Fale com {{support}}.
sms: A senha do seu e-mail foi redefinida.

# A sua senha foi redefinida

{{mailbox}} tem uma senha nova. Todos os navegadores e programas de e-mail que usavam a antiga foram desconectados.

| Quando | {{time}}
| Por | {{by}}
| De onde | {{place}}
| Navegador | {{client}}
| Referência | {{reference}}

## Se você não esperava por isso

Fale com {{support}} imediatamente, de preferência em pessoa ou por telefone, e informe a referência. Não responda a esta mensagem.

{{support-url}}
`,

  'password-changed': `subject: A sua senha de {{site}} foi alterada
preview: {{mailbox}}, {{time}}
sms: {{site}}: a senha de {{mailbox}} foi alterada. Inesperado? Fale com {{support}}.
sms: {{site}}: a sua senha foi alterada. Inesperado? Fale com {{support}}.
sms: A senha do seu e-mail foi alterada.

# A sua senha foi alterada

{{mailbox}} tem uma senha nova. Todos os navegadores e programas de e-mail que usavam a antiga foram desconectados.

| Quando | {{time}}
| De onde | {{place}}
| Navegador | {{client}}
| Referência | {{reference}}

## Se você não esperava por isso

Fale com {{support}} imediatamente, de preferência em pessoa ou por telefone, e informe a referência. Não responda a esta mensagem.

{{support-url}}
`,

  'factor-added': `subject: Uma segunda etapa foi adicionada em {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: uma segunda etapa foi adicionada para {{mailbox}}. Não foi você? Mude a senha e fale com {{support}}.
sms: {{site}}: uma segunda etapa foi adicionada. Não foi você? Mude a senha agora.
sms: Uma segunda etapa foi adicionada ao seu e-mail.

# Uma segunda etapa foi adicionada

De agora em diante ela também serve para entrar em {{mailbox}}, depois da senha.

| Nome | {{name}}
| Quando | {{time}}
| Por | {{by}}
| De onde | {{place}}
| Navegador | {{client}}
| Referência | {{reference}}

## Se não foi você

Quem fez isso sabe a sua senha. Entre, mude a senha e remova da página da sua conta o que você não conhece. Depois fale com {{support}} e informe a referência.

{{account-url}}
`,

  'factor-removed': `subject: Uma segunda etapa foi removida em {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: uma segunda etapa de {{mailbox}} foi removida. Não foi você? Mude a senha e fale com {{support}}.
sms: {{site}}: uma segunda etapa foi removida. Não foi você? Mude a senha agora.
sms: Uma segunda etapa do seu e-mail foi removida.

# Uma segunda etapa foi removida

Ela não serve mais para entrar em {{mailbox}}.

| Nome | {{name}}
| Quando | {{time}}
| Por | {{by}}
| De onde | {{place}}
| Navegador | {{client}}
| Referência | {{reference}}

## Se não foi você

Quem fez isso sabe a sua senha. Entre, mude a senha e veja na página da sua conta se você conhece tudo o que está lá. Depois fale com {{support}} e informe a referência.

{{account-url}}
`,

  'factors-reset': `subject: A sua segunda etapa em {{site}} foi redefinida
preview: {{mailbox}}, {{time}}
sms: {{site}}: a segunda etapa de {{mailbox}} foi redefinida. Inesperado? Fale com {{support}}.
sms: {{site}}: a sua segunda etapa foi redefinida. Inesperado? Fale com {{support}}.
sms: A segunda etapa do seu e-mail foi redefinida.

# A sua segunda etapa foi redefinida

Todas as segundas etapas de {{mailbox}} e todos os códigos de recuperação foram removidos. Na próxima entrada você vai configurar uma nova.

| Quando | {{time}}
| Por | {{by}}
| De onde | {{place}}
| Navegador | {{client}}
| Referência | {{reference}}

## Se você não esperava por isso

Entre e configure a sua segunda etapa antes que outra pessoa o faça, e mude a senha. Depois fale com {{support}} e informe a referência.

{{account-url}}
`,

  'app-password-made': `subject: Nova senha de aplicativo em {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: uma nova senha de aplicativo abre {{mailbox}}. Não foi você? Mude a senha e fale com {{support}}.
sms: {{site}}: nova senha de aplicativo. Não foi você? Mude a senha agora.
sms: Uma nova senha de aplicativo abre o seu e-mail.

# Uma nova senha de aplicativo foi criada

Com ela um programa de e-mail pode abrir {{mailbox}} sem que um código seja pedido.

| Nome | {{name}}
| Quando | {{time}}
| Por | {{by}}
| De onde | {{place}}
| Navegador | {{client}}
| Referência | {{reference}}

## Se não foi você

Entre, revogue esta senha de aplicativo na página da sua conta e mude a sua senha: quem a criou também sabe essa. Depois fale com {{support}} e informe a referência.

{{account-url}}
`,

  'recovery-code-used': `subject: Um código de recuperação foi usado em {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: entrada em {{mailbox}} com um código de recuperação. Não foi você? Mude a senha e fale com {{support}}.
sms: {{site}}: um código de recuperação foi usado. Não foi você? Mude a senha agora.
sms: Um código de recuperação do seu e-mail foi usado.

# Um código de recuperação foi usado

Alguém entrou em {{mailbox}} com a senha e um dos códigos de recuperação. Esse código não vale mais.

| Quando | {{time}}
| De onde | {{place}}
| Navegador | {{client}}
| Referência | {{reference}}

## Se não foi você

Alguém tem a sua senha e os seus códigos de recuperação. Entre, mude a senha, crie novos códigos de recuperação e encerre todas as outras sessões na página da sua conta. Depois fale com {{support}} e informe a referência.

{{account-url}}
`,

  'recovery-codes-renewed': `subject: Novos códigos de recuperação em {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: novos códigos de recuperação para {{mailbox}}. Não foi você? Mude a senha e fale com {{support}}.
sms: {{site}}: novos códigos de recuperação. Não foi você? Mude a senha agora.
sms: Foram criados códigos de recuperação novos para o seu e-mail.

# Novos códigos de recuperação foram criados

Os códigos de recuperação anteriores de {{mailbox}} não valem mais.

| Quando | {{time}}
| Por | {{by}}
| De onde | {{place}}
| Navegador | {{client}}
| Referência | {{reference}}

## Se não foi você

Quem fez isso pode entrar com esses códigos. Entre, mude a senha, crie novos códigos outra vez e encerre todas as outras sessões na página da sua conta. Depois fale com {{support}} e informe a referência.

{{account-url}}
`,

  'new-country': `subject: Entrada a partir de um novo país em {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: entrada em {{mailbox}} de um novo país. Não foi você? Mude a senha e fale com {{support}}.
sms: {{site}}: entrada de um novo país. Não foi você? Mude a senha agora.
sms: O seu e-mail foi aberto de um novo país.

# Entrada a partir de um novo país

Alguém entrou em {{mailbox}} a partir de um país em que você não tem entrado ultimamente. Em viagem, ou pela rede de uma empresa ou de uma VPN, pode ter sido você.

| Quando | {{time}}
| De onde | {{place}}
| Programa | {{client}}
| Referência | {{reference}}

## Se não foi você

Entre, mude a senha e encerre todas as outras sessões na página da sua conta. Depois fale com {{support}} e informe a referência.

{{account-url}}
`,

  'locked-down': `subject: A sua caixa em {{site}} foi bloqueada
preview: {{mailbox}}, {{time}}
sms: {{site}}: {{mailbox}} foi bloqueado por segurança. Fale com {{support}}.
sms: {{site}}: o seu e-mail foi bloqueado por segurança. Fale com {{support}}.
sms: O seu e-mail foi bloqueado por segurança.

# A sua caixa foi bloqueada

Para proteger {{mailbox}}, todas as sessões foram encerradas, todas as senhas de aplicativo e navegadores confiáveis foram revogados, e são necessárias uma senha nova e uma segunda etapa nova.

| Quando | {{time}}
| Por | {{by}}
| De onde | {{place}}
| Navegador | {{client}}
| Referência | {{reference}}

## O que fazer

Fale com {{support}}, de preferência em pessoa ou por telefone, e informe a referência: lá dirão como voltar a entrar. Não responda a esta mensagem.

{{support-url}}
`,

  notices: `subject: {{count}} avisos de segurança de {{site}}
preview: O que aconteceu em {{mailbox}}, e o que fazer se não foi você.
sms: {{site}}: {{count}} mudanças de segurança em {{mailbox}}. Não foi você? Mude a senha e fale com {{support}}.
sms: {{site}}: {{count}} mudanças de segurança. Não foi você? Mude a senha agora.
sms: {{count}} mudanças de segurança no seu e-mail.

# O que aconteceu em {{mailbox}}

{{notices}}

## Se algo disso não foi você

Entre, mude a senha e percorra a página da sua conta: remova segundas etapas, senhas de aplicativo e navegadores confiáveis que você não conhece, e encerre todas as outras sessões. Se não conseguir entrar, e para todo o resto, fale com {{support}} e informe as referências.

{{account-url}}

{{support-url}}
`,

  footer: `{{site}} enviou esta mensagem automaticamente porque ela diz respeito à segurança de {{mailbox}}. As respostas não são lidas.
`,
};
