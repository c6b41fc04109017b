// Français : les codes envoyés, ce que peut être une deuxième étape, et leur liste dans le compte.

import type { secondStep as english } from '../en/second-step.ts';
import type { Translated } from '../messages.ts';

export const secondStep: Translated<typeof english> = {
  'sent.email': 'Nous avons envoyé un code à {destination}.',
  'sent.sms': 'Nous avons envoyé un code par SMS au {destination}.',
  'sent.hint': 'Six chiffres, valables jusqu’à {time}',
  'sent.spam': 'Rien reçu ? Regardez aussi dans les indésirables.',
  'sent.send': 'Envoyer le code',
  'sent.again': 'Renvoyer le code',
  'sent.again-in': 'possible dans {duration}',
  'sent.once-more': 'Le code a été renvoyé. C’est le même.',
  'sent.not-again': 'Le code n’a pas pu être renvoyé. Le dernier reste valable.',
  'sent.too-soon': 'Attendez {duration} avant de le faire renvoyer. Le dernier reste valable.',
  'sent.slowed': 'Des codes ont été demandés trop souvent. Un autre pourra être envoyé dans {duration}.',
  'sent.delayed': 'Ce code met plus de temps que d’habitude, mais il est en route.',
  'sent.failed': 'Ce code n’a pas pu être remis et n’arrivera pas.',
  'sent.not-sent':
    'Aucun code ne peut être envoyé à {destination} pour le moment. Votre mot de passe n’est pas en cause.',
  'sent.use-other': 'Utilisez une autre méthode ou réessayez dans quelques minutes.',
  'sent.no-other':
    'Aucune autre méthode n’est configurée pour cette boîte. Réessayez dans quelques minutes ou contactez {support}.',
  'sent.ready': 'Nous pouvons envoyer un code à {destination}.',
  'sent.wrong': 'Ce code n’est pas le bon, ou il n’est plus valable. Saisissez le dernier que nous avons envoyé.',
  'sent.used': 'Ce code a déjà servi. Faites-en envoyer un autre.',

  'way.email': 'Envoyer à {destination}',
  'way.sms': 'SMS au {destination}',
  'way.not-now': 'Impossible pour le moment',

  'kind.totp': 'Application d’authentification',
  'kind.totp-text':
    'Une application de votre téléphone affiche un code. Elle fonctionne sans réseau et c’est le plus sûr.',
  'kind.email': 'E-mail',
  'kind.email-text': 'Nous envoyons un code à une autre de vos adresses e-mail.',
  'kind.sms': 'SMS',
  'kind.sms-text': 'Nous envoyons un code sur votre téléphone mobile.',
  'kind.passkey': 'Clé d’accès',

  'choice.why':
    'Désormais, {mailbox} ne s’ouvre qu’avec votre mot de passe et un code. Comment souhaitez-vous le recevoir ?',
  'choice.add': 'Comment souhaitez-vous recevoir vos codes ?',
  'choice.other': 'Choisir une autre méthode',

  'destination.email-title': 'Codes par e-mail',
  'destination.email-text':
    'À quelle adresse pouvons-nous envoyer les codes ? Vous devez pouvoir la lire sans cette boîte.',
  'destination.email-label': 'Votre autre adresse e-mail',
  'destination.email-malformed': 'Nous ne pouvons rien envoyer à cette adresse. Veuillez la vérifier.',
  'destination.email-change': 'Utiliser une autre adresse',
  'destination.sms-title': 'Codes par SMS',
  'destination.sms-text': 'À quel téléphone mobile pouvons-nous envoyer les codes ?',
  'destination.sms-label': 'Numéro de mobile',
  'destination.sms-hint': 'Avec l’indicatif du pays, par exemple +33 6 39 98 12 34',
  'destination.sms-malformed': 'Nous ne pouvons rien envoyer à ce numéro. Vérifiez-le, ainsi que l’indicatif du pays.',
  'destination.sms-change': 'Utiliser un autre numéro',
  'destination.protected':
    'Cette adresse s’ouvre avec la connexion même à laquelle le code doit servir : vous ne pourriez pas l’y lire. Saisissez une adresse chez un autre fournisseur.',
  'destination.known': 'Vous l’avez déjà configuré.',
  'destination.not-sent':
    'Nous n’avons pas pu y envoyer de code. Vérifiez votre saisie ou réessayez dans quelques minutes.',
  'destination.expired': 'Cela a pris trop de temps. Faites envoyer un nouveau code.',

  'factors.title': 'Deuxième étape',
  'factors.text':
    'Ce qui prouve que c’est bien vous, après le mot de passe. Une deuxième méthode aide si la première est perdue.',
  'factors.empty': 'Aucune deuxième étape n’est configurée.',
  'factors.add': 'Ajouter une méthode',
  'factors.default': 'Demandée en premier',
  'factors.make-default': 'Demander en premier',
  'factors.made-default': 'Désormais, cette méthode vous est demandée en premier.',
  'factors.unverified': 'Pas encore vérifiée',
  'factors.change': 'Modifier',
  'factors.rename': 'Renommer',
  'factors.name': 'Nom',
  'factors.remove-title': 'Supprimer {name} ?',
  'factors.remove-app': 'Ses codes n’ouvriront plus rien. Effacez aussi l’entrée dans l’application.',
  'factors.remove-sent': 'Plus aucun code n’y sera envoyé.',
  'factors.last': 'C’est la seule. Ajoutez-en une autre avant de la supprimer.',
  'factors.added': 'La nouvelle méthode est ajoutée.',
  'factors.renamed': 'Le nom est modifié.',
  'factors.removed': 'La suppression est faite.',

  'confirm.send': 'Nous envoyons un code à {destination}. Vous le saisirez ensuite ici, avec votre mot de passe.',
};
