// The console in French: signing in to the console, administrators, tokens.

import type { consoleAccess as english } from '../en/console-access.ts';
import type { Translated } from '../messages.ts';

export const consoleAccess: Translated<typeof english> = {
  'console.access.sign-in': 'Se connecter à l’administration',
  'console.access.sign-in-text': 'Avec votre nom d’administrateur, qui n’est pas votre boîte aux lettres.',
  'console.access.name': 'Nom',
  'console.access.wrong': 'Le nom ou le mot de passe est incorrect.',
  'console.access.slowed': 'Il y a eu trop d’essais. Attendez {duration}, puis réessayez.',
  'console.access.to-code': 'J’ai un code du serveur',
  'console.access.code-title': 'Code du serveur',
  'console.access.code-text':
    'La personne qui gère le serveur le crée sur place : pour un nouvel administrateur, après la perte de la deuxième étape ou en cas d’urgence.',
  'console.access.code-label': 'Code',
  'console.access.code-hint': 'Il sert une seule fois.',
  'console.access.code-wrong': 'Ce code est incorrect ou n’est plus valable.',
  'console.access.code-used': 'Ce code a déjà été utilisé.',
  'console.access.to-sign-in': 'Se connecter avec nom et mot de passe',
  'console.access.challenge': 'Saisissez le code que votre application d’authentification affiche pour {name}.',
  'console.access.challenge-recovery':
    'Saisissez un des codes de récupération que vous avez conservés pour {name}. Chacun sert une seule fois.',
  'console.access.use-app': 'Utiliser l’application d’authentification',
  'console.access.set-up': 'Configurez votre connexion',
  'console.access.set-up-text':
    'Les administrateurs se connectent toujours en deux étapes. Choisissez le mot de passe de {name}, puis configurez la deuxième étape.',
  'console.access.set-up-done': 'Votre connexion est configurée et vous êtes connecté.',
  'console.access.password-title': 'Choisissez un mot de passe',
  'console.access.not-taken': 'Ce mot de passe n’a pas été accepté. Choisissez-en un plus long ou un autre.',
  'console.access.not-set-up': 'L’enregistrement a échoué. Rien n’a été modifié.',
  'console.access.confirm-text':
    'Cette action ouvre ou détruit quelque chose. Saisissez encore une fois votre mot de passe et un code. Cela vaut quelques minutes et vous ramène où vous étiez.',
  'console.access.confirm-wrong':
    'Le mot de passe ou le code est incorrect, ou le code a déjà été utilisé. Saisissez le plus récent.',
};
