// Português (do Brasil): a segunda etapa e a primeira configuração.

import type { signIn as english } from '../en/sign-in.ts';
import type { Translated } from '../messages.ts';

export const signIn: Translated<typeof english> = {
  'challenge.title': 'Só mais uma etapa',
  'challenge.totp': 'Digite o código que o seu aplicativo autenticador mostra para {mailbox}.',
  'challenge.passkey': 'Use a sua chave de acesso.',
  'challenge.recovery': 'Digite um dos códigos de recuperação que você guardou para {mailbox}. Cada um vale uma vez.',
  'challenge.code': 'Código',
  'challenge.code-hint': 'Os números que {name} mostra agora',
  'challenge.recovery-code': 'Código de recuperação',
  'challenge.trust': {
    one: 'Não perguntar de novo neste navegador por {count} dia',
    other: 'Não perguntar de novo neste navegador por {count} dias',
  },
  'challenge.trust-hint': 'Só em um aparelho que mais ninguém usa. A senha é sempre pedida.',
  'challenge.others': 'De outro jeito',
  'challenge.use-factor': 'Usar {name}',
  'challenge.use-recovery': 'Usar um código de recuperação',
  'challenge.wrong': 'Este código não está certo. Os códigos mudam a cada meio minuto: digite o mais recente.',
  'challenge.recovery-wrong': 'Este código de recuperação não está certo ou já foi usado.',
  'challenge.used': 'Este código já foi usado. Espere o aplicativo mostrar o próximo.',
  'challenge.slowed': 'Houve códigos errados demais. Espere {duration} e tente de novo.',
  'challenge.tries': { one: 'Você tem mais {count} tentativa.', other: 'Você tem mais {count} tentativas.' },
  'challenge.clock': 'Se o código certo for recusado, confira se o relógio do seu telefone está no ajuste automático.',
  'challenge.until': 'Aberto até {time}',
  'challenge.cancel': 'Cancelar e sair',
  'challenge.none': 'Não há com que responder. Fale com {support}.',

  'password.title': 'Escolha uma senha nova',
  'password.why':
    'A senha de {mailbox} foi definida por outra pessoa. Escolha uma que só você conheça e entre com ela.',
  'password.new': 'Senha nova',
  'password.again': 'Mais uma vez',
  'password.hint': 'Pelo menos {least} caracteres. Várias palavras juntas são uma boa escolha, também com espaços.',
  'password.save': 'Definir esta senha',
  'password.different': 'As duas senhas não são iguais.',
  'password.too-short': 'Esta senha é curta demais.',
  'password.too-long': 'Esta senha é longa demais.',
  'password.name': 'Este é o nome da sua caixa de correio. Escolha uma senha que ninguém possa adivinhar.',
  'password.same': 'Esta é a senha com que você entrou. Escolha outra.',
  'password.refused': 'Esta senha não foi aceita. Escolha outra.',

  'enrolment.title': 'Configure a segunda etapa',
  'enrolment.why':
    'De agora em diante, {mailbox} só abre com a sua senha e um código do seu telefone. Leva mais ou menos um minuto.',
  'enrolment.step-app': 'Tenha um aplicativo autenticador',
  'enrolment.step-app-text':
    'Qualquer aplicativo de códigos de uso único serve, e muitos gerenciadores de senhas já têm um. Se você não tem nenhum, procure “authenticator” na loja de aplicativos do telefone: por exemplo, Aegis, Ente Auth, 2FAS, Google Authenticator ou Microsoft Authenticator.',
  'enrolment.step-scan': 'Leia este código com o aplicativo',
  'enrolment.step-scan-text': 'No aplicativo, escolha adicionar uma conta e aponte a câmera para a imagem.',
  'enrolment.qr': 'Código QR para o seu aplicativo autenticador. A mesma chave está abaixo, para digitar.',
  'enrolment.same-device': 'Abrir em um aplicativo deste aparelho',
  'enrolment.typed': 'Não consegue ler? Digite esta chave',
  'enrolment.typed-text':
    'Escolha “inserir uma chave” no aplicativo. O tipo é “baseado em tempo”; espaços não importam.',
  'enrolment.key': 'Chave',
  'enrolment.step-code': 'Digite o código que o aplicativo mostra',
  'enrolment.name': 'Nome para este aplicativo',
  'enrolment.name-hint': 'Para reconhecê-lo depois, por exemplo “Meu telefone”',
  'enrolment.finish': 'Ativar',
  'enrolment.wrong':
    'Este código não está certo. Confira se você leu a imagem desta página e digite o código mais recente.',
  'enrolment.expired': 'Demorou demais, então aqui está uma nova imagem. Leia esta; a anterior não vale mais.',
  'enrolment.slowed': 'Houve códigos errados demais. Espere {duration} e tente de novo.',
  'enrolment.code-title': 'Digite o seu código de inscrição',
  'enrolment.code-text':
    'Para a sua proteção, a segunda etapa só pode ser configurada com um código dado pelo administrador.',
  'enrolment.code-label': 'Código de inscrição',
  'enrolment.code-wrong': 'Este código de inscrição não está certo ou não vale mais.',
  'enrolment.code-help': 'Não tem um? Fale com {support}.',
  'enrolment.outside-title': 'Desta rede não',
  'enrolment.outside-text':
    'Para a sua proteção, a segunda etapa só pode ser configurada dentro da rede da sua organização. Entre de novo quando estiver lá ou fale com {support}.',
  'enrolment.many-title': 'Não cabe outro',
  'enrolment.many-text': 'Você já configurou todos os permitidos. Remova um primeiro.',
  'enrolment.not-allowed-title': 'Aqui não é possível configurar nada',
  'enrolment.not-allowed-text':
    'O administrador não permite que você mesmo configure uma segunda etapa para esta caixa postal. Fale com {support}.',
  'enrolment.exists-title': 'Configurada nesse meio-tempo',
  'enrolment.exists-text':
    'Uma segunda etapa foi configurada para esta caixa postal nesse meio-tempo. Se foi você, entre de novo e use-a. Se não, fale com {support} imediatamente.',

  'codes.title': 'Guarde os seus códigos de recuperação',
  'codes.text':
    'Eles abrem a sua conta se o telefone for perdido ou quebrar. Cada um vale uma vez. Guarde-os onde mais ninguém procura, mas não no próprio telefone.',
  'codes.once': 'Estes códigos só são mostrados agora.',
  'codes.list': 'Seus códigos de recuperação',
  'codes.file': 'codigos-de-recuperacao.txt',
  'codes.file-title': 'Códigos de recuperação de {mailbox} ({site}), criados em {day}',
  'codes.file-text': 'Cada código vale uma vez, no lugar de um código do aplicativo ou de uma mensagem.',
  'codes.saved': 'Já guardei, continuar',
  'codes.enrolled': 'A sua segunda etapa está ativada.',
};
