// The console in Portuguese: signing in to the console, administrators, tokens.

import type { consoleAccess as english } from '../en/console-access.ts';
import type { Translated } from '../messages.ts';

export const consoleAccess: Translated<typeof english> = {
  'console.access.sign-in': 'Iniciar sessão na administração',
  'console.access.sign-in-text': 'Com o seu nome de administrador, que não é a sua caixa de correio.',
  'console.access.name': 'Nome',
  'console.access.wrong': 'O nome ou a palavra-passe não está correto.',
  'console.access.slowed': 'Houve demasiadas tentativas. Aguarde {duration} e tente novamente.',
  'console.access.to-code': 'Tenho um código do servidor',
  'console.access.code-title': 'Código do servidor',
  'console.access.code-text':
    'Quem gere o servidor cria-o lá: para um novo administrador, para quem perdeu o segundo passo ou para uma emergência.',
  'console.access.code-label': 'Código',
  'console.access.code-hint': 'Serve uma só vez.',
  'console.access.code-wrong': 'Este código não está correto ou já não é válido.',
  'console.access.code-used': 'Este código já foi usado.',
  'console.access.to-sign-in': 'Iniciar sessão com nome e palavra-passe',
  'console.access.challenge': 'Introduza o código que a sua aplicação de autenticação mostra para {name}.',
  'console.access.challenge-recovery':
    'Introduza um dos códigos de recuperação que guardou para {name}. Cada um serve uma só vez.',
  'console.access.use-app': 'Usar a aplicação de autenticação',
  'console.access.set-up': 'Configure o seu acesso',
  'console.access.set-up-text':
    'Os administradores iniciam sempre sessão em dois passos. Escolha a palavra-passe de {name} e configure depois o segundo passo.',
  'console.access.set-up-done': 'O seu acesso está configurado e a sessão está aberta.',
  'console.access.password-title': 'Escolha uma palavra-passe',
  'console.access.not-taken': 'Esta palavra-passe não foi aceite. Escolha uma mais longa ou outra.',
  'console.access.not-set-up': 'Não foi possível guardar. Nada foi alterado.',
  'console.access.confirm-text':
    'Isto abre ou destrói algo. Introduza mais uma vez a palavra-passe e um código. Vale durante alguns minutos e leva-o de volta onde estava.',
  'console.access.confirm-wrong':
    'A palavra-passe ou o código não está correto, ou o código já foi usado. Introduza o mais recente.',
};
