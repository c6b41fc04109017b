// The console in Portuguese: navigation, refusals, what all pages say.

import type { consoleFrame as english } from '../en/console-frame.ts';
import type { Translated } from '../messages.ts';

export const consoleFrame: Translated<typeof english> = {
  'console.frame.name': 'Administração de {site}',
  'console.frame.menu': 'Menu',
  'console.frame.sections': 'Secções da consola',
  'console.frame.way': 'Onde está',
  'console.frame.who': 'Sessão iniciada:',
  'console.frame.to-start': 'Para a primeira página',
  'console.frame.back': 'Voltar',
  'console.frame.break-glass':
    'Este é um acesso de emergência, criado no servidor sem segundo passo. Termina dentro de {duration}, e tudo o que fizer fica registado como tal.',
  'console.frame.role-platform': 'administrador da plataforma',
  'console.frame.role-domain': 'administrador de domínios',
  'console.frame.role-auditor': 'auditor',
  'console.frame.dashboard': 'Resumo',
  'console.frame.mailboxes': 'Caixas de correio',
  'console.frame.domains': 'Domínios',
  'console.frame.groups': 'Grupos',
  'console.frame.policy': 'Política',
  'console.frame.providers': 'Segundos passos',
  'console.frame.sessions': 'Sessões',
  'console.frame.audit': 'Registo de auditoria',
  'console.frame.explain': 'Explicar',
  'console.frame.administrators': 'Administradores',
  'console.frame.tokens': 'Tokens da API',
  'console.frame.own': 'O seu acesso',
  'console.frame.filter': 'Filtrar',
  'console.frame.filter-active': 'Filtrado por',
  'console.frame.filter-remove': 'Remover este filtro: {filter}',
  'console.frame.filter-clear': 'Remover todos os filtros',
  'console.frame.pages': 'Páginas desta lista',
  'console.frame.page-first': 'Primeira página',
  'console.frame.page-next': 'Página seguinte',
  'console.frame.select': 'Selecionar {name}',
  'console.frame.select-all': 'Selecionar tudo nesta página',
  'console.frame.progress': '{done} de {all}',
  'console.frame.needed-title': 'Inicie sessão primeiro',
  'console.frame.needed-text': 'Esta página é para administradores com sessão iniciada.',
  'console.frame.absent-text': 'O endereço está errado, o que estava aqui já não existe ou a sua função não o inclui.',
  'console.frame.problem-fields': 'Verifique o que introduziu.',
  'console.frame.problem-gone': 'Isso já não existe ou está fora dos seus domínios. Nada foi alterado.',
  'console.frame.problem-not-permitted': 'A sua função não o permite. Nada foi alterado.',
  'console.frame.problem-exists': 'Já existe um com este nome. Nada foi alterado.',
  'console.frame.problem-changed':
    'Entretanto, outra pessoa alterou isto. Nada foi guardado: veja como está agora e repita a alteração se ainda a quiser.',
  'console.frame.problem-slow': 'Foi demasiado de uma só vez. Aguarde um momento e tente novamente.',
  'console.frame.problem-unavailable':
    'Isto não é possível de momento. Nada foi alterado; tente novamente dentro de alguns minutos.',
};
