// Português (do Brasil): as páginas da conta.

import type { account as english } from '../en/account.ts';
import type { Translated } from '../messages.ts';

export const account: Translated<typeof english> = {
  'overview.title': 'Sua conta',
  'overview.history': 'Últimas entradas',
  'overview.history-empty': 'Ainda não há entradas registradas.',
  'overview.history-hint': 'Algo aqui não foi você? Mude a sua senha e encerre todas as outras sessões.',
  'overview.allowed': 'Entrou',
  'overview.refused': 'Recusada',
  'overview.unavailable': 'Não decidida',
  'overview.pending': 'Senha certa, segunda etapa pedida',
  'overview.factors': { one: '{count} jeito configurado', other: '{count} jeitos configurados' },
  'overview.codes': { one: 'resta {count} código', other: 'restam {count} códigos' },
  'overview.app-passwords': { one: '{count} programa de e-mail', other: '{count} programas de e-mail' },
  'overview.browsers': { one: '{count} navegador confiável', other: '{count} navegadores confiáveis' },
  'overview.sessions': { one: '{count} sessão', other: '{count} sessões' },
  'overview.connections': { one: '{count} conexão de e-mail', other: '{count} conexões de e-mail' },

  'mode.title': 'Quando o código é pedido',
  'mode.text': 'A senha é sempre pedida. Aqui se trata do código que vem depois dela.',
  'mode.never': 'Nunca',
  'mode.never-text': 'A senha sozinha abre o seu e-mail.',
  'mode.new-country': 'Em um país novo',
  'mode.new-country-text': 'O código é pedido em países onde você não entrou ultimamente.',
  'mode.new-ip': 'Em uma rede nova',
  'mode.new-ip-text': 'O código é pedido em redes onde você não entrou ultimamente.',
  'mode.always': 'Toda vez',
  'mode.always-text': 'O código é pedido a cada entrada em um navegador.',
  'mode.inherit': 'Como a sua organização define: {mode}',
  'mode.by-own': 'Foi você que escolheu.',
  'mode.by-mailbox': 'Definido para a sua caixa.',
  'mode.by-group': 'Definido para o seu grupo.',
  'mode.by-domain': 'Definido para todos em {domain}.',
  'mode.by-platform': 'Definido para todos aqui.',
  'mode.fixed': 'Não pode ser mudado aqui: a sua organização definiu assim, ou não há nada mais rigoroso.',
  'mode.choose': 'Pedir o código',
  'mode.change': 'Mudar',
  'mode.saved': 'A sua escolha foi salva.',

  'recovery.title': 'Códigos de recuperação',
  'recovery.text': 'Um código de recuperação substitui a segunda etapa se ela for perdida. Cada um vale uma vez.',
  'recovery.left': {
    one: 'Você tem mais {count} código de recuperação.',
    other: 'Você tem mais {count} códigos de recuperação.',
  },
  'recovery.none': 'Você não tem códigos de recuperação. Crie alguns agora e guarde-os bem.',
  'recovery.new': 'Criar novos códigos',
  'recovery.new-hint': 'Os códigos que você tem agora deixam de valer na hora.',

  'places.title': 'Navegadores e lugares',
  'places.browsers': 'Navegadores confiáveis',
  'places.browsers-text': 'Nestes, só a senha é pedida.',
  'places.browsers-empty': 'Nenhum navegador é confiável. Você pode escolher isso ao digitar um código.',
  'places.this-browser': 'Este navegador',
  'places.browser-ended': 'Este navegador não é mais confiável.',
  'places.known': 'Lugares conhecidos',
  'places.known-text':
    'Aqui você entrou com um código. Se ele será pedido de novo depende de quando o código é pedido.',
  'places.networks': 'Redes',
  'places.countries': 'Países',
  'places.known-empty': 'Ainda não há lugares conhecidos.',
  'places.forget': 'Esquecer todos os lugares',
  'places.forget-title': 'Esquecer todos os lugares?',
  'places.forget-text':
    'Cada rede e cada país volta a contar como novo, e talvez o código seja pedido com mais frequência.',
  'places.forgotten': 'Todos os lugares foram esquecidos.',

  'confirm.title': 'É você?',
  'confirm.text':
    'Antes de mudar a proteção da sua conta, digite mais uma vez a senha e um código. Isso vale por dez minutos.',
  'confirm.text-password':
    'Antes de mudar a proteção da sua conta, digite mais uma vez a senha. Isso vale por dez minutos.',
  'confirm.password': 'Senha',
  'confirm.password-wrong': 'Esta senha não está certa.',
  'confirm.code-wrong': 'Este código não está certo ou já foi usado. Digite o mais recente.',
  'confirm.slowed': 'Houve tentativas demais. Espere {duration} e tente de novo.',
  'confirm.lapsed': 'Passaram dez minutos desde a última vez que você confirmou que é você. Nada foi alterado ainda.',
  'confirm.method': 'Código de',
  'confirm.method-recovery': 'Código de recuperação',

  'refusal.invalid': 'Confira o que você digitou.',
  'refusal.gone': 'Isso não existe mais. Nada foi alterado.',
  'refusal.last-factor': 'Este é o último, e a segunda etapa é obrigatória. Adicione outro primeiro.',
  'refusal.not-permitted': 'A sua organização não permite isso.',
  'refusal.unavailable': 'Isso não é possível agora. Nada foi alterado; tente de novo em alguns minutos.',
  'refusal.other': 'Não foi possível. Nada foi alterado.',
  'refusal.once':
    'Este formulário já foi enviado, e nada foi criado pela segunda vez. O que foi mostrado naquele momento não fica guardado: crie algo novo se precisar.',
};
