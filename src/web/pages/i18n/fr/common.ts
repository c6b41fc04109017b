// Français : le cadre de chaque page, et ce qui met fin à une visite.

import type { common as english } from '../en/common.ts';
import type { Translated } from '../messages.ts';

export const common: Translated<typeof english> = {
  'frame.skip': 'Aller au contenu',
  'frame.account': 'Votre compte',
  'frame.sections': 'Rubriques de votre compte',
  'frame.to-mail': 'Retour à vos e-mails',
  'frame.sign-out': 'Se déconnecter',
  'frame.signed-in-as': 'Session ouverte : {mailbox}',
  'frame.language': 'Langue',
  'frame.appearance': 'Apparence',
  'frame.theme-auto': 'Comme l’appareil',
  'frame.theme-light': 'Clair',
  'frame.theme-dark': 'Sombre',
  'frame.help': 'Aide',
  'frame.reference': 'Référence {id}',

  'action.continue': 'Continuer',
  'action.cancel': 'Annuler',
  'action.save': 'Enregistrer',
  'action.remove': 'Supprimer',
  'action.end': 'Fermer',
  'action.copy': 'Copier',
  'action.copied': 'Copié',
  'action.print': 'Imprimer',
  'action.download': 'Télécharger',
  'action.try-again': 'Réessayer',
  'action.sign-in': 'Se connecter',

  'time.ago-never': 'jamais utilisé',
  'time.last-used': 'dernière utilisation : {ago}',
  'time.added': 'ajouté le {day}',
  'time.expires': 'jusqu’au {day}',
  'time.since': 'depuis le {time}',
  'place.unknown': 'pays inconnu',
  'browser.unknown': 'Navigateur inconnu',
  'browser.on': '{browser} sur {system}',

  'door.imap': 'IMAP',
  'door.pop3': 'POP3',
  'door.smtp': 'SMTP',
  'door.sieve': 'ManageSieve',
  'door.dav': 'Calendriers et contacts',
  'door.activesync': 'ActiveSync',
  'door.web': 'Webmail',

  'tls.implicit': 'SSL/TLS',
  'tls.starttls': 'STARTTLS',
  'tls.none': 'sans chiffrement',

  'signed-out.title': 'Votre session est fermée',
  'signed-out.text': 'Si cet appareil n’est pas le vôtre, fermez aussi la fenêtre du navigateur.',
  'signed-out.ended-title': 'Veuillez vous reconnecter',
  'signed-out.ended-text':
    'Cette connexion a pris fin, car elle a duré trop longtemps ou trop de codes étaient faux. Rien n’a été ouvert.',
  'signed-out.password-title': 'Votre nouveau mot de passe est défini',
  'signed-out.password-text':
    'Connectez-vous avec lui maintenant. Les logiciels de messagerie avec un mot de passe d’application continuent comme avant.',
  'signed-out.needed-title': 'Veuillez d’abord vous connecter',
  'signed-out.needed-text':
    'Cette page est réservée aux personnes connectées. Connectez-vous à votre messagerie, puis revenez ici.',
  'signed-out.again': 'Se reconnecter',

  'refused.title': 'Connexion impossible pour le moment',
  'refused.text': 'Votre connexion a été refusée.',
  'refused.place-title': 'Pas depuis cet endroit',
  'refused.place':
    'La connexion n’est pas autorisée depuis le réseau ou le pays où vous êtes. Depuis un endroit autorisé, elle fonctionne comme d’habitude.',
  'refused.disabled-title': 'Cette boîte est désactivée',
  'refused.disabled': 'Personne ne peut s’y connecter tant qu’un administrateur ne l’a pas réactivée.',
  'refused.throttled-title': 'Trop de tentatives',
  'refused.throttled':
    'Il y a eu trop d’échecs de connexion depuis votre réseau. Attendez quelques minutes, puis réessayez.',
  'refused.contact':
    'Si vous pensez qu’il s’agit d’une erreur, contactez {support} en donnant la référence ci-dessous.',
  'refused.support': 'votre assistance',

  'unavailable.title': 'Un instant',
  'unavailable.text':
    'Nous ne pouvons pas vérifier votre connexion pour le moment ; elle reste donc fermée. Votre mot de passe et votre code ne sont pas en cause. Veuillez réessayer dans quelques minutes.',
  'broken.title': 'Une erreur s’est produite',
  'broken.text': 'L’erreur vient de nous et a été enregistrée. Revenez en arrière et réessayez.',
  'absent.title': 'Il n’y a rien ici',
  'absent.text': 'L’adresse est fausse, ou ce qui s’y trouvait n’existe plus.',
  'stale.title': 'Cette page n’était plus à jour',
  'stale.text':
    'Elle provenait d’une connexion antérieure ou d’un autre onglet ; rien n’a donc été modifié. Ouvrez à nouveau la page et recommencez.',
  'foreign.title': 'Ceci ne venait pas de notre page',
  'foreign.text': 'Un autre site, ou un élément de votre navigateur, l’a envoyé en votre nom. Rien n’a été modifié.',
  'malformed.title': 'Nous n’avons pas pu lire ceci',
  'malformed.text': 'Ce que votre navigateur a envoyé ne correspond pas à notre page. Rien n’a été modifié.',
  'outcome.mail': 'Vers vos e-mails',
};
