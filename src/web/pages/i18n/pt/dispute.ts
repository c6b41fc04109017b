// Português (do Brasil): “não fui eu”.

import type { dispute as english } from '../en/dispute.ts';
import type { Translated } from '../messages.ts';

export const dispute: Translated<typeof english> = {
  'dispute.title': 'Foi você?',
  'dispute.waiting':
    'Alguém digitou a senha certa de {mailbox}. Então pedimos um código, que você recebeu. Ele não foi digitado.',
  'dispute.signed-in':
    'Alguém digitou a senha certa de {mailbox} e o código que você recebeu, e agora está com a sessão aberta.',
  'dispute.over': 'Alguém digitou a senha certa de {mailbox}. Esta entrada terminou e não mantém nada aberto.',
  'dispute.over-title': 'Esta entrada terminou',
  'dispute.when': 'Quando',
  'dispute.where': 'De onde',
  'dispute.browser': 'Com quê',
  'dispute.stop': 'Interromper esta entrada',
  'dispute.if-me': 'Se foi você, feche esta página e nada acontece.',
  'dispute.stopped-title': 'A entrada foi interrompida',
  'dispute.stopped': 'Ninguém pode continuá-la, e o que ela tinha aberto está fechado.',
  'dispute.next': 'O que fazer agora',
  'dispute.password': 'Mude a sua senha',
  'dispute.password-text': 'Quem fez isso a conhece. Mude-a também em qualquer outro lugar em que você a use.',
  'dispute.support': 'Avise',
  'dispute.support-text': 'Fale com {support} e informe a referência abaixo.',
  'dispute.all': 'Sair de tudo',
  'dispute.all-text': 'Se você acha que alguém esteve na sua caixa, encerre tudo o que está conectado agora.',
  'dispute.all-title': 'Sair de tudo?',
  'dispute.all-what':
    'Todos os navegadores e programas de e-mail de {mailbox} são desconectados na hora, os seus também, e nenhum navegador continua confiável. As senhas ficam como estão.',
  'dispute.all-done-title': 'Tudo foi desconectado',
  'dispute.all-done': {
    one: '{count} navegador ou conexão de e-mail foi encerrado.',
    other: '{count} navegadores e conexões de e-mail foram encerrados.',
  },
  'dispute.gone-title': 'Este link não vale mais',
  'dispute.gone':
    'Ele é antigo demais ou está incompleto. Se você recebeu um código que não pediu, alguém conhece a sua senha: mude-a e fale com {support}.',
};
