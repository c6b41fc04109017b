// Português (do Brasil): os códigos enviados, o que pode ser uma segunda etapa e a lista delas na conta.

import type { secondStep as english } from '../en/second-step.ts';
import type { Translated } from '../messages.ts';

export const secondStep: Translated<typeof english> = {
  'sent.email': 'Enviamos um código para {destination}.',
  'sent.sms': 'Enviamos um código por SMS para {destination}.',
  'sent.hint': 'Seis números, válidos até {time}',
  'sent.spam': 'Não chegou? Veja também na pasta de spam.',
  'sent.send': 'Enviar código',
  'sent.again': 'Enviar de novo',
  'sent.again-in': 'possível em {duration}',
  'sent.once-more': 'O código foi enviado de novo. É o mesmo.',
  'sent.not-again': 'Não foi possível enviar o código de novo. O último continua valendo.',
  'sent.too-soon': 'Espere {duration} para enviar de novo. O último continua valendo.',
  'sent.slowed': 'Códigos foram pedidos vezes demais. Em {duration} será possível enviar outro.',
  'sent.delayed': 'Este código está demorando mais que o normal, mas está a caminho.',
  'sent.failed': 'Este código não pôde ser entregue e não vai chegar.',
  'sent.not-sent': 'Agora não é possível enviar um código para {destination}. O problema não está na sua senha.',
  'sent.use-other': 'Use outro jeito ou tente de novo em alguns minutos.',
  'sent.no-other':
    'Nenhum outro jeito está configurado para esta caixa. Tente de novo em alguns minutos ou fale com {support}.',
  'sent.ready': 'Podemos enviar um código para {destination}.',
  'sent.wrong': 'Este código não está certo ou expirou. Digite o último que enviamos.',
  'sent.used': 'Este código já foi usado. Peça o envio de outro.',

  'way.email': 'Enviar para {destination}',
  'way.sms': 'SMS para {destination}',
  'way.not-now': 'Agora não é possível',

  'kind.totp': 'Aplicativo autenticador',
  'kind.totp-text': 'Um aplicativo no seu telefone mostra um código. Funciona sem rede e é o mais seguro.',
  'kind.email': 'E-mail',
  'kind.email-text': 'Enviamos um código para outro endereço de e-mail seu.',
  'kind.sms': 'SMS',
  'kind.sms-text': 'Enviamos um código para o seu celular.',
  'kind.passkey': 'Chave de acesso',

  'choice.why': 'De agora em diante, {mailbox} só abre com a sua senha e um código. Como você quer recebê-lo?',
  'choice.add': 'Como você quer receber os códigos?',
  'choice.other': 'Escolher outro jeito',

  'destination.email-title': 'Códigos por e-mail',
  'destination.email-text':
    'Para qual endereço podemos enviar códigos? Tem que ser um que você consiga ler sem esta caixa.',
  'destination.email-label': 'O seu outro endereço de e-mail',
  'destination.email-malformed': 'Não podemos enviar nada para este endereço. Confira-o.',
  'destination.email-change': 'Usar outro endereço',
  'destination.sms-title': 'Códigos por SMS',
  'destination.sms-text': 'Para qual celular podemos enviar códigos?',
  'destination.sms-label': 'Número do celular',
  'destination.sms-hint': 'Com o código do país, por exemplo +55 11 91234-5678',
  'destination.sms-malformed': 'Não podemos enviar nada para este número. Confira-o, e também o código do país.',
  'destination.sms-change': 'Usar outro número',
  'destination.protected':
    'Este endereço abre com a mesma entrada para a qual o código serve, então você não conseguiria lê-lo lá. Digite um de outro provedor.',
  'destination.known': 'Você já configurou este.',
  'destination.not-sent':
    'Não conseguimos enviar um código para lá. Confira o que você digitou ou tente de novo em alguns minutos.',
  'destination.expired': 'Demorou demais. Peça o envio de um novo código.',

  'factors.title': 'Segunda etapa',
  'factors.text': 'Com que você prova que é você, depois da senha. Um segundo jeito ajuda se o primeiro for perdido.',
  'factors.empty': 'Nenhuma segunda etapa está configurada.',
  'factors.add': 'Adicionar outro jeito',
  'factors.default': 'Pedido primeiro',
  'factors.make-default': 'Pedir primeiro',
  'factors.made-default': 'De agora em diante, este é pedido primeiro.',
  'factors.unverified': 'Ainda não verificado',
  'factors.change': 'Alterar',
  'factors.rename': 'Renomear',
  'factors.name': 'Nome',
  'factors.remove-title': 'Remover {name}?',
  'factors.remove-app': 'Os códigos dele não abrirão mais nada. Apague também a entrada no aplicativo.',
  'factors.remove-sent': 'Nenhum código será mais enviado para lá.',
  'factors.last': 'Este é o único. Adicione outro antes de removê-lo.',
  'factors.added': 'O novo jeito foi adicionado.',
  'factors.renamed': 'O nome foi mudado.',
  'factors.removed': 'Foi removido.',

  'confirm.send': 'Enviamos um código para {destination}. Depois você o digita aqui, com a sua senha.',
};
