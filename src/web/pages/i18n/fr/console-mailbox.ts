// The console in French: one mailbox's page.

import type { consoleMailbox as english } from '../en/console-mailbox.ts';
import type { Translated } from '../messages.ts';

export const consoleMailbox: Translated<typeof english> = {
  'console.mailbox.unlisted': 'Cette boîte n’a pas encore de réglages propres : elle suit son domaine.',
  'console.mailbox.list-it': 'Lui donner des réglages propres',
  'console.mailbox.badge-unlisted': 'suit son domaine',
  'console.mailbox.badge-disabled': 'désactivée',
  'console.mailbox.badge-must-change': 'doit choisir un nouveau mot de passe',
  'console.mailbox.actions': 'Ce que vous pouvez faire',
  'console.mailbox.explain': 'Expliquer une connexion',
  'console.mailbox.audit': 'Entrées du journal d’audit',

  'console.mailbox.domain': 'Domaine',
  'console.mailbox.backend': 'Serveur de messagerie',
  'console.mailbox.source': 'Mot de passe vérifié par',
  'console.mailbox.mode': 'La deuxième étape est demandée',
  'console.mailbox.own-choice': 'Choisi par le titulaire',
  'console.mailbox.own-choice-none': 'rien',
  'console.mailbox.added': 'Connue depuis',
  'console.mailbox.password': 'Mot de passe',
  'console.mailbox.password-due': 'à changer depuis {time}',
  'console.mailbox.clear-choice': 'Annuler ce choix',
  'console.mailbox.clear-choice-title': 'Annuler le choix du titulaire ?',
  'console.mailbox.clear-choice-text':
    'La politique seule dira alors quand une deuxième étape est demandée. Le titulaire pourra choisir de nouveau, là où la politique le permet.',

  'console.mailbox.enable': 'Activer',
  'console.mailbox.enable-title': 'Activer {mailbox} ?',
  'console.mailbox.enable-text':
    'Son titulaire pourra de nouveau se connecter. Ce qu’un verrouillage a révoqué le reste : mots de passe d’application, deuxièmes étapes, lieux connus.',
  'console.mailbox.disable': 'Désactiver',
  'console.mailbox.disable-title': 'Désactiver {mailbox} ?',
  'console.mailbox.disable-text':
    'Tous les accès la refusent jusqu’à ce qu’elle soit réactivée. Sessions et connexions de messagerie prennent fin en moins d’une seconde. Rien n’est supprimé.',
  'console.mailbox.lock-down': 'Verrouiller',
  'console.mailbox.lock-down-title': 'Verrouiller {mailbox} ?',
  'console.mailbox.lock-down-text':
    'Pour une boîte où quelqu’un d’autre est peut-être entré. Tout ceci a lieu d’un coup :',
  'console.mailbox.lock-down-disabled': 'Elle est désactivée : personne n’entre, pas même son titulaire.',
  'console.mailbox.lock-down-ended':
    'Toutes les sessions, connexions de messagerie et confiances accordées à des navigateurs prennent fin.',
  'console.mailbox.lock-down-revoked': 'Tous les mots de passe d’application sont révoqués.',
  'console.mailbox.lock-down-factors': 'Toutes les deuxièmes étapes, codes de secours et lieux connus sont supprimés.',
  'console.mailbox.lock-down-mode': 'Une deuxième étape est ensuite demandée à chaque connexion.',
  'console.mailbox.lock-down-next':
    'Ensuite, réinitialisez son mot de passe, prévenez son titulaire, puis réactivez-la.',
  'console.mailbox.remove': 'Retirer',
  'console.mailbox.remove-title': 'Retirer {mailbox} ?',
  'console.mailbox.remove-text':
    'Ses réglages, alias, mots de passe d’application, deuxièmes étapes et lieux sont supprimés, et ce qui est connecté prend fin. Le courrier n’est pas touché ; la boîte suit ensuite son domaine.',

  'console.mailbox.reset-password': 'Réinitialiser le mot de passe',
  'console.mailbox.reset-title': 'Réinitialiser le mot de passe de {mailbox} ?',
  'console.mailbox.reset-text':
    'Toutes les sessions, connexions de messagerie et confiances accordées à des navigateurs prennent fin, et le titulaire est prévenu. Les deuxièmes étapes ne changent pas.',
  'console.mailbox.reset-impossible':
    'Les mots de passe de ce domaine sont tenus ailleurs, et rien n’est prévu pour que Postern puisse les changer.',
  'console.mailbox.new-password': 'Nouveau mot de passe',
  'console.mailbox.new-password-hint': 'Laissez vide pour qu’il en soit créé un, affiché une seule fois.',
  'console.mailbox.must-change': 'Son titulaire doit en choisir un autre à la prochaine connexion',
  'console.mailbox.revoke-app-passwords': 'Révoquer aussi tous les mots de passe d’application',
  'console.mailbox.reset-done': 'Le mot de passe de {mailbox} est réinitialisé',
  'console.mailbox.reset-given': 'C’est celui que vous avez saisi.',
  'console.mailbox.reset-ended':
    'Terminés : {sessions} sessions, {connections} connexions de messagerie, {browsers} navigateurs de confiance.',
  'console.mailbox.reset-apps':
    'Mots de passe d’application : {revoked} révoqués, {stale} attendent la prochaine connexion au webmail.',
  'console.mailbox.once': 'Il n’est affiché que maintenant. Transmettez-le par une voie que seul le titulaire voit.',
  'console.mailbox.to-mailbox': 'Vers la boîte',

  'console.mailbox.settings': 'Réglages',
  'console.mailbox.change-settings': 'Modifier les réglages',
  'console.mailbox.settings-of': 'Réglages de {mailbox}',
  'console.mailbox.settings-lost':
    'Quelqu’un d’autre a modifié cette boîte entre-temps. Le formulaire contient ce que vous avez saisi : comparez-le avec ce qui vaut à présent, et enregistrez de nouveau si vous le voulez toujours.',

  'console.mailbox.factors': 'Deuxièmes étapes',
  'console.mailbox.reset-factors': 'Tout réinitialiser',
  'console.mailbox.reset-factors-title': 'Réinitialiser les deuxièmes étapes de {mailbox} ?',
  'console.mailbox.reset-factors-text':
    'Toutes sont supprimées, codes de secours compris. La prochaine connexion en configure une nouvelle. Sessions et confiances accordées à des navigateurs prennent fin.',
  'console.mailbox.remove-factor-title': 'Supprimer cette deuxième étape ?',
  'console.mailbox.remove-factor-text': 'Ses codes n’ouvrent plus rien, et le titulaire est prévenu.',
  'console.mailbox.supply': 'En fournir une',
  'console.mailbox.supply-title': 'Fournir une deuxième étape',
  'console.mailbox.supply-text':
    'Les codes y sont envoyés aussitôt ; le premier code juste prouve que le titulaire y a accès. Ce ne peut être ni une adresse de cette boîte, ni celle d’un domaine que Postern protège.',
  'console.mailbox.supply-none':
    'Aucun type dont les codes sont envoyés ne peut être attribué ici : aucun n’est configuré, ou aucun ne relève de vous.',
  'console.mailbox.supply-kind': 'Les codes sont envoyés par',
  'console.mailbox.destination': 'Adresse e-mail, ou numéro de mobile avec l’indicatif du pays',
  'console.mailbox.code-make': 'Créer un code de configuration',
  'console.mailbox.code-title': 'Code de configuration pour {mailbox}',
  'console.mailbox.code-text':
    'Pour qui a perdu son téléphone : avec ce code, le titulaire configure une première deuxième étape, une seule fois. Il expire {time}.',

  'console.mailbox.app-passwords': 'Mots de passe d’application',
  'console.mailbox.app-password-for': 'Mot de passe d’application « {name} » pour {mailbox}',
  'console.mailbox.mailbox-password': 'Mot de passe de la boîte, si le serveur de messagerie en a besoin',
  'console.mailbox.app-password-empty': 'Aucun logiciel de messagerie n’en a.',

  'console.mailbox.forget-text': 'Chaque réseau et chaque pays redevient nouveau pour cette boîte.',
  'console.mailbox.forget-one': 'Oublier',
  'console.mailbox.browsers-empty': 'Aucun navigateur n’est de confiance.',
  'console.mailbox.revoke-browsers': 'Ne plus faire confiance à aucun',
  'console.mailbox.revoke-browsers-title': 'Ne plus faire confiance à aucun navigateur de {mailbox} ?',
  'console.mailbox.revoke-browsers-text': 'Une deuxième étape est de nouveau demandée à chacun.',
  'console.mailbox.sessions-empty': 'Personne n’est connecté par un navigateur.',
  'console.mailbox.second-step-missing': 'deuxième étape manquante',
  'console.mailbox.end-all': 'Tout terminer',
  'console.mailbox.history-who': 'D’où',
  'console.mailbox.history-what': 'Résultat',
  'console.mailbox.history-when': 'Quand',

  'console.mailbox.names': 'Alias et groupes',
  'console.mailbox.aliases': 'Alias',
  'console.mailbox.aliases-empty': 'Elle n’a pas d’autre adresse.',
  'console.mailbox.alias': 'Nouvel alias',
  'console.mailbox.add': 'Ajouter',
  'console.mailbox.groups': 'Groupes',
  'console.mailbox.groups-empty': 'Elle n’est dans aucun groupe.',
  'console.mailbox.group': 'Nom d’un groupe',
  'console.mailbox.leave': 'Retirer du groupe',

  'console.mailbox.done-changed': 'La modification est enregistrée.',
  'console.mailbox.done-enabled': 'La boîte est activée.',
  'console.mailbox.done-disabled': 'La boîte est désactivée, et ce qui était connecté a pris fin.',
  'console.mailbox.done-locked': 'La boîte est verrouillée. Réinitialisez son mot de passe avant de la réactiver.',
  'console.mailbox.done-added': 'C’est ajouté.',
  'console.mailbox.done-removed': 'C’est supprimé.',
  'console.mailbox.done-ended': 'C’est terminé.',
  'console.mailbox.done-reset':
    'Toutes les deuxièmes étapes sont supprimées. La prochaine connexion en configure une nouvelle.',
  'console.mailbox.done-forgotten': 'C’est oublié.',
};
