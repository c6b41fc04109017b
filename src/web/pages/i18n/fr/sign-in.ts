// Français : la deuxième étape et la première configuration.

import type { signIn as english } from '../en/sign-in.ts';
import type { Translated } from '../messages.ts';

export const signIn: Translated<typeof english> = {
  'challenge.title': 'Encore une étape',
  'challenge.totp': 'Saisissez le code que votre application d’authentification affiche pour {mailbox}.',
  'challenge.passkey': 'Utilisez votre clé d’accès.',
  'challenge.recovery':
    'Saisissez l’un des codes de secours que vous avez conservés pour {mailbox}. Chacun sert une seule fois.',
  'challenge.code': 'Code',
  'challenge.code-hint': 'Les chiffres que {name} affiche en ce moment',
  'challenge.recovery-code': 'Code de secours',
  'challenge.trust': {
    one: 'Ne plus demander dans ce navigateur pendant {count} jour',
    other: 'Ne plus demander dans ce navigateur pendant {count} jours',
  },
  'challenge.trust-hint':
    'Seulement sur un appareil que personne d’autre n’utilise. Le mot de passe est toujours demandé.',
  'challenge.others': 'Autre méthode',
  'challenge.use-factor': 'Utiliser {name}',
  'challenge.use-recovery': 'Utiliser un code de secours',
  'challenge.wrong':
    'Ce code n’est pas le bon. Les codes changent toutes les trente secondes : saisissez le plus récent.',
  'challenge.recovery-wrong': 'Ce code de secours n’est pas le bon, ou il a déjà servi.',
  'challenge.used': 'Ce code a déjà servi. Attendez que votre application affiche le suivant.',
  'challenge.slowed': 'Il y a eu trop de codes faux. Attendez {duration}, puis réessayez.',
  'challenge.tries': { one: 'Il vous reste {count} essai.', other: 'Il vous reste {count} essais.' },
  'challenge.clock': 'Si le bon code est refusé, vérifiez que l’horloge de votre téléphone se règle automatiquement.',
  'challenge.until': 'Ouvert jusqu’à {time}',
  'challenge.cancel': 'Annuler et se déconnecter',
  'challenge.none': 'Vous n’avez aucun moyen de répondre. Contactez {support}.',

  'password.title': 'Choisissez un nouveau mot de passe',
  'password.why':
    'Le mot de passe de {mailbox} a été défini par quelqu’un d’autre. Choisissez-en un que vous seul connaissez, puis connectez-vous avec lui.',
  'password.new': 'Nouveau mot de passe',
  'password.again': 'Encore une fois',
  'password.hint': 'Au moins {least} caractères. Plusieurs mots à la suite conviennent bien, même avec des espaces.',
  'password.save': 'Définir ce mot de passe',
  'password.different': 'Les deux mots de passe ne sont pas identiques.',
  'password.too-short': 'Ce mot de passe est trop court.',
  'password.too-long': 'Ce mot de passe est trop long.',
  'password.name': 'C’est le nom de votre boîte. Choisissez un mot de passe que personne ne peut deviner.',
  'password.same': 'C’est le mot de passe avec lequel vous vous êtes connecté. Choisissez-en un autre.',
  'password.refused': 'Ce mot de passe n’a pas été accepté. Choisissez-en un autre.',

  'enrolment.title': 'Configurer la deuxième étape',
  'enrolment.why':
    'Désormais, {mailbox} ne s’ouvre qu’avec votre mot de passe et un code de votre téléphone. Cela prend environ une minute.',
  'enrolment.step-app': 'Procurez-vous une application d’authentification',
  'enrolment.step-app-text':
    'Toute application de codes à usage unique convient, et de nombreux gestionnaires de mots de passe en intègrent une. Si vous n’en avez pas, cherchez « authenticator » dans la boutique de votre téléphone : par exemple Aegis, Ente Auth, 2FAS, Google Authenticator ou Microsoft Authenticator.',
  'enrolment.step-scan': 'Scannez ce code avec l’application',
  'enrolment.step-scan-text':
    'Dans l’application, choisissez d’ajouter un compte et visez l’image avec l’appareil photo.',
  'enrolment.qr': 'Code QR pour votre application d’authentification. La même clé figure ci-dessous, à saisir.',
  'enrolment.same-device': 'Ouvrir dans une application de cet appareil',
  'enrolment.typed': 'Impossible de scanner ? Saisissez cette clé',
  'enrolment.typed-text':
    'Choisissez « saisir une clé » dans l’application. Le type est « basé sur le temps » ; les espaces n’ont pas d’importance.',
  'enrolment.key': 'Clé',
  'enrolment.step-code': 'Saisissez le code affiché par l’application',
  'enrolment.name': 'Nom de cette application',
  'enrolment.name-hint': 'Pour la reconnaître plus tard, par exemple « Mon téléphone »',
  'enrolment.finish': 'Activer',
  'enrolment.wrong':
    'Ce code n’est pas le bon. Vérifiez que vous avez scanné l’image de cette page, et saisissez le code le plus récent.',
  'enrolment.expired':
    'Cela a pris trop de temps ; voici donc une nouvelle image. Scannez celle-ci : la précédente ne vaut plus.',
  'enrolment.slowed': 'Il y a eu trop de codes faux. Attendez {duration}, puis réessayez.',
  'enrolment.code-title': 'Saisissez votre code d’inscription',
  'enrolment.code-text':
    'Pour votre protection, la deuxième étape ne peut être configurée qu’avec un code remis par votre administrateur.',
  'enrolment.code-label': 'Code d’inscription',
  'enrolment.code-wrong': 'Ce code d’inscription n’est pas le bon, ou il n’est plus valable.',
  'enrolment.code-help': 'Vous n’en avez pas ? Contactez {support}.',
  'enrolment.outside-title': 'Pas depuis ce réseau',
  'enrolment.outside-text':
    'Pour votre protection, la deuxième étape ne peut être configurée que depuis le réseau de votre organisation. Reconnectez-vous quand vous y serez, ou contactez {support}.',
  'enrolment.many-title': 'Plus de place pour une autre méthode',
  'enrolment.many-text': 'Vous en avez configuré autant que permis. Supprimez-en d’abord une.',
  'enrolment.not-allowed-title': 'Rien ne peut être configuré ici',
  'enrolment.not-allowed-text':
    'Votre administrateur ne permet pas de configurer vous-même une deuxième étape pour cette boîte aux lettres. Contactez {support}.',
  'enrolment.exists-title': 'Configurée entre-temps',
  'enrolment.exists-text':
    'Une deuxième étape a été configurée entre-temps pour cette boîte aux lettres. Si c’était vous, reconnectez-vous et utilisez-la. Sinon, contactez {support} sans attendre.',

  'codes.title': 'Conservez vos codes de secours',
  'codes.text':
    'Ils ouvrent votre compte si votre téléphone est perdu ou cassé. Chacun sert une seule fois. Gardez-les là où personne d’autre ne regarde, mais pas sur le téléphone lui-même.',
  'codes.once': 'Ces codes ne sont affichés que maintenant.',
  'codes.list': 'Vos codes de secours',
  'codes.file': 'codes-de-secours.txt',
  'codes.file-title': 'Codes de secours pour {mailbox} ({site}), créés le {day}',
  'codes.file-text': 'Chaque code sert une seule fois, à la place d’un code de l’application ou d’un message.',
  'codes.saved': 'C’est fait, continuer',
  'codes.enrolled': 'Votre deuxième étape est activée.',
};
