// Français : « ce n’était pas moi ».

import type { dispute as english } from '../en/dispute.ts';
import type { Translated } from '../messages.ts';

export const dispute: Translated<typeof english> = {
  'dispute.title': 'Était-ce vous ?',
  'dispute.waiting':
    'Quelqu’un a saisi le bon mot de passe de {mailbox}. Nous avons alors demandé un code, que vous avez reçu. Il n’a pas été saisi.',
  'dispute.signed-in':
    'Quelqu’un a saisi le bon mot de passe de {mailbox} et le code que vous avez reçu. Sa session est ouverte en ce moment.',
  'dispute.over':
    'Quelqu’un a saisi le bon mot de passe de {mailbox}. Cette connexion est terminée : elle ne tient rien d’ouvert.',
  'dispute.over-title': 'Cette connexion est terminée',
  'dispute.when': 'Quand',
  'dispute.where': 'D’où',
  'dispute.browser': 'Avec',
  'dispute.stop': 'Arrêter cette connexion',
  'dispute.if-me': 'Si c’était vous, fermez cette page : il ne se passera rien.',
  'dispute.stopped-title': 'La connexion est arrêtée',
  'dispute.stopped': 'Personne ne peut la poursuivre, et ce qu’elle avait ouvert est fermé.',
  'dispute.next': 'Que faire maintenant',
  'dispute.password': 'Changez votre mot de passe',
  'dispute.password-text': 'Cette personne le connaît. Changez-le aussi partout ailleurs où vous l’utilisez.',
  'dispute.support': 'Signalez-le',
  'dispute.support-text': 'Contactez {support} en donnant la référence ci-dessous.',
  'dispute.all': 'Tout déconnecter',
  'dispute.all-text':
    'Si vous pensez que quelqu’un est entré dans votre boîte, fermez tout ce qui est connecté en ce moment.',
  'dispute.all-title': 'Tout déconnecter ?',
  'dispute.all-what':
    'Tous les navigateurs et logiciels de messagerie de {mailbox} sont déconnectés aussitôt, les vôtres aussi, et plus aucun navigateur n’est de confiance. Les mots de passe restent les mêmes.',
  'dispute.all-done-title': 'Tout est déconnecté',
  'dispute.all-done': {
    one: '{count} navigateur ou connexion de messagerie a été fermé.',
    other: '{count} navigateurs et connexions de messagerie ont été fermés.',
  },
  'dispute.gone-title': 'Ce lien n’est plus valable',
  'dispute.gone':
    'Il est trop ancien ou incomplet. Si vous avez reçu un code sans l’avoir demandé, quelqu’un connaît votre mot de passe : changez-le et contactez {support}.',
};
