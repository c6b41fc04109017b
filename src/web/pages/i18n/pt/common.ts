// Português (do Brasil): a moldura de cada página e o que encerra uma visita.

import type { common as english } from '../en/common.ts';
import type { Translated } from '../messages.ts';

export const common: Translated<typeof english> = {
  'frame.skip': 'Ir para o conteúdo',
  'frame.account': 'Sua conta',
  'frame.sections': 'Seções da sua conta',
  'frame.to-mail': 'Voltar ao e-mail',
  'frame.sign-out': 'Sair',
  'frame.signed-in-as': 'Sessão iniciada como {mailbox}',
  'frame.language': 'Idioma',
  'frame.appearance': 'Aparência',
  'frame.theme-auto': 'Como o aparelho',
  'frame.theme-light': 'Clara',
  'frame.theme-dark': 'Escura',
  'frame.help': 'Ajuda',
  'frame.reference': 'Referência {id}',

  'action.continue': 'Continuar',
  'action.cancel': 'Cancelar',
  'action.save': 'Salvar',
  'action.remove': 'Remover',
  'action.end': 'Encerrar',
  'action.copy': 'Copiar',
  'action.copied': 'Copiado',
  'action.print': 'Imprimir',
  'action.download': 'Baixar',
  'action.try-again': 'Tentar de novo',
  'action.sign-in': 'Entrar',

  'time.ago-never': 'nunca usado',
  'time.last-used': 'último uso: {ago}',
  'time.added': 'adicionado em {day}',
  'time.expires': 'até {day}',
  'time.since': 'desde {time}',
  'place.unknown': 'país desconhecido',
  'browser.unknown': 'Navegador desconhecido',
  'browser.on': '{browser} no {system}',

  'door.imap': 'IMAP',
  'door.pop3': 'POP3',
  'door.smtp': 'SMTP',
  'door.sieve': 'ManageSieve',
  'door.dav': 'Agendas e contatos',
  'door.activesync': 'ActiveSync',
  'door.web': 'Webmail',

  'tls.implicit': 'SSL/TLS',
  'tls.starttls': 'STARTTLS',
  'tls.none': 'sem criptografia',

  'signed-out.title': 'Você saiu',
  'signed-out.text': 'Se este aparelho não é seu, feche também a janela do navegador.',
  'signed-out.ended-title': 'Entre de novo',
  'signed-out.ended-text':
    'Esta entrada terminou porque demorou demais ou houve códigos errados demais. Nada foi aberto.',
  'signed-out.password-title': 'Sua senha nova está definida',
  'signed-out.password-text':
    'Entre com ela agora. Os programas de e-mail com senhas de aplicativo continuam como antes.',
  'signed-out.needed-title': 'Entre primeiro',
  'signed-out.needed-text': 'Esta página é para quem já entrou. Entre no seu e-mail e depois volte aqui.',
  'signed-out.again': 'Entrar de novo',

  'refused.title': 'Não é possível entrar agora',
  'refused.text': 'A sua entrada foi recusada.',
  'refused.place-title': 'Daqui não',
  'refused.place':
    'Não é permitido entrar a partir da rede ou do país em que você está. De um lugar permitido, funciona como sempre.',
  'refused.disabled-title': 'Esta caixa está desativada',
  'refused.disabled': 'Ninguém pode entrar nela até que um administrador a ative de novo.',
  'refused.throttled-title': 'Tentativas demais',
  'refused.throttled': 'Houve falhas de entrada demais a partir da sua rede. Espere alguns minutos e tente de novo.',
  'refused.contact': 'Se achar que é um engano, fale com {support} e informe a referência abaixo.',
  'refused.support': 'o seu suporte',

  'unavailable.title': 'Um momento',
  'unavailable.text':
    'Não conseguimos verificar a sua entrada agora, por isso ela continua fechada. O problema não está na sua senha nem no código. Tente de novo em alguns minutos.',
  'broken.title': 'Algo deu errado',
  'broken.text': 'O erro é nosso e foi registrado. Volte e tente mais uma vez.',
  'absent.title': 'Não há nada aqui',
  'absent.text': 'O endereço está errado, ou o que havia aqui não existe mais.',
  'stale.title': 'Esta página estava desatualizada',
  'stale.text':
    'Ela vinha de uma entrada anterior ou de outra aba, por isso nada foi alterado. Abra a página de novo e repita o que queria fazer.',
  'foreign.title': 'Isto não veio da nossa página',
  'foreign.text': 'Outro site, ou algo no seu navegador, enviou isto em seu nome. Nada foi alterado.',
  'malformed.title': 'Não conseguimos ler isto',
  'malformed.text': 'O que o seu navegador enviou não é o que a nossa página pede. Nada foi alterado.',
  'outcome.mail': 'Ir para o e-mail',
};
