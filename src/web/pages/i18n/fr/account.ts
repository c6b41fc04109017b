// Français : les pages du compte.

import type { account as english } from '../en/account.ts';
import type { Translated } from '../messages.ts';

export const account: Translated<typeof english> = {
  'overview.title': 'Votre compte',
  'overview.history': 'Dernières connexions',
  'overview.history-empty': 'Aucune connexion n’est encore enregistrée.',
  'overview.history-hint':
    'Quelque chose ici ne vient pas de vous ? Changez votre mot de passe et fermez toutes les autres sessions.',
  'overview.allowed': 'Connexion réussie',
  'overview.refused': 'Refusée',
  'overview.unavailable': 'Sans décision',
  'overview.pending': 'Mot de passe correct, deuxième étape demandée',
  'overview.factors': { one: '{count} méthode configurée', other: '{count} méthodes configurées' },
  'overview.codes': { one: '{count} code restant', other: '{count} codes restants' },
  'overview.app-passwords': { one: '{count} logiciel de messagerie', other: '{count} logiciels de messagerie' },
  'overview.browsers': { one: '{count} navigateur de confiance', other: '{count} navigateurs de confiance' },
  'overview.sessions': { one: '{count} session', other: '{count} sessions' },
  'overview.connections': { one: '{count} connexion de messagerie', other: '{count} connexions de messagerie' },

  'mode.title': 'Quand le code est demandé',
  'mode.text': 'Votre mot de passe est toujours demandé. Il s’agit ici du code qui vient ensuite.',
  'mode.never': 'Jamais',
  'mode.never-text': 'Le mot de passe seul ouvre votre messagerie.',
  'mode.new-country': 'Dans un nouveau pays',
  'mode.new-country-text': 'Le code est demandé dans les pays où vous ne vous êtes pas connecté récemment.',
  'mode.new-ip': 'Sur un nouveau réseau',
  'mode.new-ip-text': 'Le code est demandé sur les réseaux où vous ne vous êtes pas connecté récemment.',
  'mode.always': 'Chaque fois',
  'mode.always-text': 'Le code est demandé à chaque connexion dans un navigateur.',
  'mode.inherit': 'Selon votre organisation : {mode}',
  'mode.by-own': 'C’est votre choix.',
  'mode.by-mailbox': 'Défini pour votre boîte.',
  'mode.by-group': 'Défini pour votre groupe.',
  'mode.by-domain': 'Défini pour tout {domain}.',
  'mode.by-platform': 'Défini pour tout le monde ici.',
  'mode.fixed': 'Cela ne peut pas être modifié ici : votre organisation l’a fixé, ou rien de plus strict n’existe.',
  'mode.choose': 'Me demander le code',
  'mode.change': 'Modifier',
  'mode.saved': 'Votre choix est enregistré.',

  'recovery.title': 'Codes de secours',
  'recovery.text': 'Un code de secours remplace votre deuxième étape si elle est perdue. Chacun sert une seule fois.',
  'recovery.left': { one: 'Il vous reste {count} code de secours.', other: 'Il vous reste {count} codes de secours.' },
  'recovery.none': 'Vous n’avez aucun code de secours. Créez-en maintenant et conservez-les en lieu sûr.',
  'recovery.new': 'Créer de nouveaux codes',
  'recovery.new-hint': 'Les codes que vous avez ne vaudront plus rien aussitôt.',

  'places.title': 'Navigateurs et lieux',
  'places.browsers': 'Navigateurs de confiance',
  'places.browsers-text': 'Dans ceux-ci, seul votre mot de passe est demandé.',
  'places.browsers-empty': 'Aucun navigateur n’est de confiance. Vous pouvez le choisir en saisissant un code.',
  'places.this-browser': 'Ce navigateur',
  'places.browser-ended': 'Ce navigateur n’est plus de confiance.',
  'places.known': 'Lieux connus',
  'places.known-text':
    'Vous vous y êtes connecté avec un code. S’il y sera redemandé dépend du moment où le code est demandé.',
  'places.networks': 'Réseaux',
  'places.countries': 'Pays',
  'places.known-empty': 'Aucun lieu n’est encore connu.',
  'places.forget': 'Oublier tous les lieux',
  'places.forget-title': 'Oublier tous les lieux ?',
  'places.forget-text':
    'Chaque réseau et chaque pays sera de nouveau considéré comme nouveau, et un code pourra vous être demandé plus souvent.',
  'places.forgotten': 'Tous les lieux sont oubliés.',

  'confirm.title': 'C’est bien vous ?',
  'confirm.text':
    'Avant de modifier la protection de votre compte, saisissez encore une fois votre mot de passe et un code. Cela vaut pour dix minutes.',
  'confirm.text-password':
    'Avant de modifier la protection de votre compte, saisissez encore une fois votre mot de passe. Cela vaut pour dix minutes.',
  'confirm.password': 'Mot de passe',
  'confirm.password-wrong': 'Ce mot de passe n’est pas le bon.',
  'confirm.code-wrong': 'Ce code n’est pas le bon, ou il a déjà servi. Saisissez le plus récent.',
  'confirm.slowed': 'Il y a eu trop de tentatives. Attendez {duration}, puis réessayez.',
  'confirm.lapsed': 'Dix minutes ont passé depuis votre dernière confirmation. Rien n’a encore été modifié.',
  'confirm.method': 'Code de',
  'confirm.method-recovery': 'Code de secours',

  'refusal.invalid': 'Veuillez vérifier votre saisie.',
  'refusal.gone': 'Ceci n’existe plus. Rien n’a été modifié.',
  'refusal.last-factor': 'C’est la dernière, et une deuxième étape est exigée. Ajoutez-en d’abord une autre.',
  'refusal.not-permitted': 'Votre organisation ne le permet pas.',
  'refusal.unavailable':
    'C’est impossible pour le moment. Rien n’a été modifié ; veuillez réessayer dans quelques minutes.',
  'refusal.other': 'Cela n’a pas été possible. Rien n’a été modifié.',
  'refusal.once':
    'Ce formulaire a déjà été envoyé, et rien n’a été créé une seconde fois. Ce qui était affiché alors n’est pas conservé : recommencez si vous en avez besoin.',
};
