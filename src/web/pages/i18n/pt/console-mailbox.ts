// The console in Portuguese: one mailbox's page.

import type { consoleMailbox as english } from '../en/console-mailbox.ts';
import type { Translated } from '../messages.ts';

export const consoleMailbox: Translated<typeof english> = {
  'console.mailbox.unlisted': 'Esta caixa ainda não tem configurações próprias: ela segue o domínio.',
  'console.mailbox.list-it': 'Dar configurações próprias',
  'console.mailbox.badge-unlisted': 'segue o domínio',
  'console.mailbox.badge-disabled': 'desativada',
  'console.mailbox.badge-must-change': 'precisa escolher uma nova senha',
  'console.mailbox.actions': 'O que você pode fazer',
  'console.mailbox.explain': 'Explicar um login',
  'console.mailbox.audit': 'Registros no log de auditoria',

  'console.mailbox.domain': 'Domínio',
  'console.mailbox.backend': 'Servidor de e-mail',
  'console.mailbox.source': 'A senha é verificada por',
  'console.mailbox.mode': 'A segunda etapa é pedida',
  'console.mailbox.own-choice': 'Escolhido pelo titular',
  'console.mailbox.own-choice-none': 'nada',
  'console.mailbox.added': 'Conhecida desde',
  'console.mailbox.password': 'Senha',
  'console.mailbox.password-due': 'a ser trocada desde {time}',
  'console.mailbox.clear-choice': 'Desfazer a escolha',
  'console.mailbox.clear-choice-title': 'Desfazer a escolha do titular?',
  'console.mailbox.clear-choice-text':
    'Então só a política diz quando uma segunda etapa é pedida. O titular pode escolher de novo onde a política permitir.',

  'console.mailbox.enable': 'Ativar',
  'console.mailbox.enable-title': 'Ativar {mailbox}?',
  'console.mailbox.enable-text':
    'O titular pode entrar de novo. O que um bloqueio revogou continua revogado: senhas de aplicativo, segundas etapas, lugares conhecidos.',
  'console.mailbox.disable': 'Desativar',
  'console.mailbox.disable-title': 'Desativar {mailbox}?',
  'console.mailbox.disable-text':
    'Todas as portas a recusam até ser ativada de novo. Sessões e conexões de e-mail terminam em um segundo. Nada é apagado.',
  'console.mailbox.lock-down': 'Bloquear',
  'console.mailbox.lock-down-title': 'Bloquear {mailbox}?',
  'console.mailbox.lock-down-text': 'Para uma caixa em que outra pessoa pode estar. Tudo isto acontece de uma vez:',
  'console.mailbox.lock-down-disabled': 'Ela é desativada: ninguém entra, nem o titular.',
  'console.mailbox.lock-down-ended': 'Todas as sessões, conexões de e-mail e navegadores confiáveis terminam.',
  'console.mailbox.lock-down-revoked': 'Todas as senhas de aplicativo são revogadas.',
  'console.mailbox.lock-down-factors':
    'Todas as segundas etapas, códigos de recuperação e lugares conhecidos são removidos.',
  'console.mailbox.lock-down-mode': 'A partir daí, uma segunda etapa é pedida em cada login.',
  'console.mailbox.lock-down-next': 'Depois, redefina a senha, avise o titular e ative a caixa de novo.',
  'console.mailbox.remove': 'Remover',
  'console.mailbox.remove-title': 'Remover {mailbox}?',
  'console.mailbox.remove-text':
    'Configurações, aliases, senhas de aplicativo, segundas etapas e lugares são apagados, e o que está conectado termina. O e-mail não é tocado; a caixa passa a seguir o domínio.',

  'console.mailbox.reset-password': 'Redefinir senha',
  'console.mailbox.reset-title': 'Redefinir a senha de {mailbox}?',
  'console.mailbox.reset-text':
    'Todas as sessões, conexões de e-mail e navegadores confiáveis terminam, e o titular é avisado. As segundas etapas ficam como estão.',
  'console.mailbox.reset-impossible':
    'As senhas deste domínio ficam em outro lugar, e nada está configurado para que o Postern possa trocá-las.',
  'console.mailbox.new-password': 'Nova senha',
  'console.mailbox.new-password-hint': 'Deixe em branco para que uma seja gerada e mostrada uma única vez.',
  'console.mailbox.must-change': 'O titular precisa escolher outra no próximo login',
  'console.mailbox.revoke-app-passwords': 'Revogar também todas as senhas de aplicativo',
  'console.mailbox.reset-done': 'A senha de {mailbox} foi redefinida',
  'console.mailbox.reset-given': 'É a que você digitou.',
  'console.mailbox.reset-ended':
    'Encerrados: {sessions} sessões, {connections} conexões de e-mail, {browsers} navegadores confiáveis.',
  'console.mailbox.reset-apps':
    'Senhas de aplicativo: {revoked} revogadas, {stale} aguardam o próximo login no webmail.',
  'console.mailbox.once': 'Só é mostrado agora. Entregue por um caminho que só o titular veja.',
  'console.mailbox.to-mailbox': 'Para a caixa',

  'console.mailbox.settings': 'Configurações',
  'console.mailbox.change-settings': 'Alterar configurações',
  'console.mailbox.settings-of': 'Configurações de {mailbox}',
  'console.mailbox.settings-lost':
    'Outra pessoa alterou esta caixa nesse meio-tempo. O formulário contém o que você digitou: compare com o que vale agora e salve de novo se ainda quiser.',

  'console.mailbox.factors': 'Segundas etapas',
  'console.mailbox.reset-factors': 'Redefinir todas',
  'console.mailbox.reset-factors-title': 'Redefinir as segundas etapas de {mailbox}?',
  'console.mailbox.reset-factors-text':
    'Todas são removidas, e também os códigos de recuperação. O próximo login configura uma nova. Sessões e navegadores confiáveis terminam.',
  'console.mailbox.remove-factor-title': 'Remover esta segunda etapa?',
  'console.mailbox.remove-factor-text': 'Os códigos dela não abrem mais nada, e o titular é avisado.',
  'console.mailbox.supply': 'Fornecer uma',
  'console.mailbox.supply-title': 'Fornecer uma segunda etapa',
  'console.mailbox.supply-text':
    'Os códigos vão para lá de imediato; o primeiro correto prova que o titular os recebe. Não pode ser um endereço desta caixa nem de um domínio que o Postern protege.',
  'console.mailbox.supply-none':
    'Nenhum tipo cujos códigos são enviados pode ser atribuído aqui: nenhum está configurado, ou nenhum cabe a você atribuir.',
  'console.mailbox.supply-kind': 'Os códigos são enviados por',
  'console.mailbox.destination': 'Endereço de e-mail, ou celular com o código do país',
  'console.mailbox.code-make': 'Gerar um código de configuração',
  'console.mailbox.code-title': 'Código de configuração para {mailbox}',
  'console.mailbox.code-text':
    'Para quem perdeu o telefone: com este código o titular configura uma primeira segunda etapa, uma única vez. Ele expira {time}.',

  'console.mailbox.app-passwords': 'Senhas de aplicativo',
  'console.mailbox.app-password-for': 'Senha de aplicativo “{name}” para {mailbox}',
  'console.mailbox.mailbox-password': 'Senha da caixa, se o servidor de e-mail precisar dela',
  'console.mailbox.app-password-empty': 'Nenhum programa de e-mail tem uma.',

  'console.mailbox.forget-text': 'Cada rede e cada país volta a ser novo para esta caixa.',
  'console.mailbox.forget-one': 'Esquecer',
  'console.mailbox.browsers-empty': 'Nenhum navegador é confiável.',
  'console.mailbox.revoke-browsers': 'Não confiar mais em nenhum',
  'console.mailbox.revoke-browsers-title': 'Não confiar mais em nenhum navegador de {mailbox}?',
  'console.mailbox.revoke-browsers-text': 'Uma segunda etapa volta a ser pedida em cada um.',
  'console.mailbox.sessions-empty': 'Ninguém está conectado com um navegador.',
  'console.mailbox.second-step-missing': 'falta a segunda etapa',
  'console.mailbox.end-all': 'Encerrar todas',
  'console.mailbox.history-who': 'De onde',
  'console.mailbox.history-what': 'Resultado',
  'console.mailbox.history-when': 'Quando',

  'console.mailbox.names': 'Aliases e grupos',
  'console.mailbox.aliases': 'Aliases',
  'console.mailbox.aliases-empty': 'Não tem outro endereço.',
  'console.mailbox.alias': 'Novo alias',
  'console.mailbox.add': 'Adicionar',
  'console.mailbox.groups': 'Grupos',
  'console.mailbox.groups-empty': 'Não está em nenhum grupo.',
  'console.mailbox.group': 'Nome de um grupo',
  'console.mailbox.leave': 'Tirar',

  'console.mailbox.done-changed': 'A alteração foi salva.',
  'console.mailbox.done-enabled': 'A caixa está ativada.',
  'console.mailbox.done-disabled': 'A caixa está desativada, e o que estava conectado terminou.',
  'console.mailbox.done-locked': 'A caixa está bloqueada. Redefina a senha antes de ativá-la de novo.',
  'console.mailbox.done-added': 'Adicionado.',
  'console.mailbox.done-removed': 'Removido.',
  'console.mailbox.done-ended': 'Encerrado.',
  'console.mailbox.done-reset': 'Todas as segundas etapas foram removidas. O próximo login configura uma nova.',
  'console.mailbox.done-forgotten': 'Esquecido.',
};
