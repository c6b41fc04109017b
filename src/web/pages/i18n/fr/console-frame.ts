// The console in French: navigation, refusals, what all pages say.

import type { consoleFrame as english } from '../en/console-frame.ts';
import type { Translated } from '../messages.ts';

export const consoleFrame: Translated<typeof english> = {
  'console.frame.name': 'Administration de {site}',
  'console.frame.menu': 'Menu',
  'console.frame.sections': 'Rubriques de la console',
  'console.frame.way': 'Vous êtes ici',
  'console.frame.who': 'Connexion :',
  'console.frame.to-start': 'Vers la première page',
  'console.frame.back': 'Retour',
  'console.frame.break-glass':
    'Ceci est une connexion de secours, créée sur le serveur sans deuxième étape. Elle prend fin dans {duration}, et tout ce que vous faites est consigné comme tel.',
  'console.frame.role-platform': 'administrateur de la plateforme',
  'console.frame.role-domain': 'administrateur de domaines',
  'console.frame.role-auditor': 'auditeur',
  'console.frame.dashboard': 'Vue d’ensemble',
  'console.frame.mailboxes': 'Boîtes aux lettres',
  'console.frame.domains': 'Domaines',
  'console.frame.groups': 'Groupes',
  'console.frame.policy': 'Règles',
  'console.frame.providers': 'Deuxièmes étapes',
  'console.frame.sessions': 'Sessions',
  'console.frame.audit': 'Journal d’audit',
  'console.frame.explain': 'Expliquer',
  'console.frame.administrators': 'Administrateurs',
  'console.frame.tokens': 'Jetons d’API',
  'console.frame.own': 'Votre connexion',
  'console.frame.filter': 'Filtrer',
  'console.frame.filter-active': 'Filtré par',
  'console.frame.filter-remove': 'Retirer ce filtre : {filter}',
  'console.frame.filter-clear': 'Retirer tous les filtres',
  'console.frame.pages': 'Pages de cette liste',
  'console.frame.page-first': 'Première page',
  'console.frame.page-next': 'Page suivante',
  'console.frame.select': 'Sélectionner {name}',
  'console.frame.select-all': 'Tout sélectionner sur cette page',
  'console.frame.progress': '{done} sur {all}',
  'console.frame.needed-title': 'Connectez-vous d’abord',
  'console.frame.needed-text': 'Cette page est réservée aux administrateurs connectés.',
  'console.frame.absent-text': 'L’adresse est incorrecte, le contenu a disparu ou votre rôle n’y donne pas accès.',
  'console.frame.problem-fields': 'Vérifiez votre saisie.',
  'console.frame.problem-gone': 'Cet élément n’existe plus ou se trouve hors de vos domaines. Rien n’a été modifié.',
  'console.frame.problem-not-permitted': 'Votre rôle ne le permet pas. Rien n’a été modifié.',
  'console.frame.problem-exists': 'Ce nom existe déjà. Rien n’a été modifié.',
  'console.frame.problem-changed':
    'Quelqu’un d’autre a modifié cet élément entre-temps. Rien n’a été enregistré : voyez son état actuel et refaites votre modification si vous la voulez toujours.',
  'console.frame.problem-slow': 'C’était trop à la fois. Attendez un instant, puis réessayez.',
  'console.frame.problem-unavailable':
    'C’est impossible pour le moment. Rien n’a été modifié ; réessayez dans quelques minutes.',
};
