// Français : mots de passe d’application, sessions et connexions.

import type { mail as english } from '../en/mail.ts';
import type { Translated } from '../messages.ts';

export const mail: Translated<typeof english> = {
  'app-passwords.title': 'Mots de passe d’application',
  'app-passwords.text':
    'Les logiciels de messagerie des téléphones et ordinateurs ne peuvent pas demander de code. Chacun reçoit ici son propre mot de passe, qui n’ouvre que la messagerie.',
  'app-passwords.empty': 'Aucun logiciel de messagerie n’a encore de mot de passe d’application.',
  'app-passwords.new': 'Nouveau mot de passe d’application',
  'app-passwords.read-only': 'Lecture seule',
  'app-passwords.stale':
    'Attend votre nouveau mot de passe. Connectez-vous une fois au webmail, et il fonctionnera de nouveau.',
  'app-passwords.expired': 'Expiré le {day}',
  'app-passwords.use': '{ago}, {place}',
  'app-passwords.revoke': 'Révoquer',
  'app-passwords.revoke-title': 'Révoquer {name} ?',
  'app-passwords.revoke-text': 'Le logiciel qui l’utilise est déconnecté aussitôt et ne peut plus se connecter.',
  'app-passwords.revoked': 'Le mot de passe d’application est révoqué.',

  'new-app-password.title': 'Nouveau mot de passe d’application',
  'new-app-password.text':
    'Un pour chaque logiciel et chaque appareil : ainsi, vous pouvez en révoquer un sans toucher aux autres.',
  'new-app-password.name': 'À quoi sert-il ?',
  'new-app-password.name-hint': 'Par exemple « Thunderbird sur le portable »',
  'new-app-password.name-wrong': 'Saisissez un nom de 1 à 100 caractères.',
  'new-app-password.scopes': 'Que peut-il faire ?',
  'new-app-password.scope-imap': 'Lire les messages (IMAP)',
  'new-app-password.scope-pop3': 'Relever les messages (POP3)',
  'new-app-password.scope-smtp': 'Envoyer des messages (SMTP)',
  'new-app-password.scope-sieve': 'Gérer les filtres (ManageSieve)',
  'new-app-password.scope-dav': 'Calendriers et contacts (CalDAV, CardDAV)',
  'new-app-password.scope-activesync': 'Synchroniser (ActiveSync)',
  'new-app-password.scopes-wrong': 'Choisissez-en au moins un.',
  'new-app-password.read-only': 'Lecture seule : ne peut rien modifier, déplacer ni supprimer',
  'new-app-password.read-only-wrong': 'La lecture seule vaut pour IMAP et SMTP, rien d’autre.',
  'new-app-password.expires': 'Valable',
  'new-app-password.expires-30d': '30 jours',
  'new-app-password.expires-90d': '90 jours',
  'new-app-password.expires-365d': 'un an',
  'new-app-password.expires-never': 'jusqu’à sa révocation',
  'new-app-password.expires-default': 'comme d’habitude ici',
  'new-app-password.confirm': 'Confirmez que c’est bien vous',
  'new-app-password.password': 'Votre mot de passe',
  'new-app-password.password-hint': 'Celui avec lequel vous vous connectez au webmail',
  'new-app-password.make': 'Créer le mot de passe',
  'new-app-password.too-many':
    'Vous avez autant de mots de passe d’application que permis. Révoquez-en un dont vous ne vous servez plus.',
  'new-app-password.none-here':
    'Les logiciels de messagerie se connectent à cette boîte avec son mot de passe ordinaire ; il n’y a pas de mots de passe d’application ici.',

  'made.title': 'Votre mot de passe d’application',
  'made.once':
    'Il n’est affiché que maintenant. Saisissez-le dans votre logiciel à la place de votre mot de passe ; espaces, tirets et majuscules n’ont pas d’importance.',
  'made.label': 'Mot de passe d’application pour {name}',
  'made.qr': 'Code QR contenant le mot de passe d’application',
  'made.qr-text': 'Pour un téléphone : scannez-le avec l’appareil photo, puis copiez le texte.',
  'made.settings': 'Réglages pour votre logiciel de messagerie',
  'made.user-name': 'Nom d’utilisateur',
  'made.incoming': 'Courrier entrant ({protocol})',
  'made.outgoing': 'Courrier sortant ({protocol})',
  'made.filters': 'Filtres ({protocol})',
  'made.server': 'Serveur',
  'made.port': 'Port',
  'made.security': 'Sécurité',
  'made.method': 'Authentification : mot de passe normal',
  'made.done': 'Terminé',

  'sessions.title': 'Sessions et connexions',
  'sessions.web': 'Navigateurs connectés en ce moment',
  'sessions.this': 'Celui-ci',
  'sessions.started': 'connecté le {time}',
  'sessions.active': 'actif {ago}',
  'sessions.end-others': 'Fermer toutes les autres',
  'sessions.end-others-text': 'Tous les autres navigateurs sont déconnectés aussitôt.',
  'sessions.ended': 'La session est fermée.',
  'sessions.others-ended': {
    one: '{count} autre session a été fermée.',
    other: '{count} autres sessions ont été fermées.',
  },
  'sessions.connections': 'Logiciels de messagerie connectés en ce moment',
  'sessions.connections-empty': 'Aucun logiciel de messagerie n’est connecté.',
  'sessions.connection-hint':
    'Un logiciel déconnecté peut se reconnecter. Pour l’en empêcher, révoquez son mot de passe d’application.',
  'sessions.connection-ended': 'La connexion est fermée.',
  'sessions.by-password': 'avec le mot de passe de la boîte',
  'sessions.end-label': 'Fermer {name}',
};
