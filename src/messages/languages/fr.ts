// Français.

import type { BuiltInLetters } from './built-in-letters.ts';

export const fr: BuiltInLetters = {
  'sign-in-code': `subject: Votre code de connexion à {{site}}
preview: Il est valable jusqu’à {{valid-until}}. Personne de {{site}} ne vous le demandera jamais.
sms: {{code}} est votre code pour {{site}}, valable jusqu’à {{valid-until}}. Ne le donnez à personne. Pas vous ? Changez votre mot de passe.
sms: {{code}} est votre code pour {{site}}. Ne le donnez à personne.
sms: {{code}} est votre code.

# Votre code de connexion

{{code}}

Quelqu’un se connecte à {{mailbox}} avec le bon mot de passe. Si c’est vous, saisissez ce code dans le navigateur qui le demande. Il est valable jusqu’à {{valid-until}}, et là seulement.

| Quand | {{time}}
| D’où | {{place}}
| Navigateur | {{client}}
| Site | {{host}}
| Référence | {{reference}}

Ne donnez ce code à personne : ni au téléphone, ni dans un message, ni à quelqu’un qui dit être de {{site}}.

## Si ce n’est pas vous

Alors quelqu’un connaît votre mot de passe. Ne transmettez pas ce code. Ouvrez cette page pour arrêter la connexion ; l’ouvrir ne change rien tant que vous n’avez pas appuyé sur le bouton, et aucun mot de passe n’est nécessaire :

{{dispute-url}}

Changez ensuite votre mot de passe et prévenez {{support}}.
`,

  'verification-code': `subject: Confirmez cette adresse pour {{site}}
preview: Votre code est dans ce message. Il est valable jusqu’à {{valid-until}}.
sms: {{code}} confirme ce numéro pour {{site}}, valable jusqu’à {{valid-until}}. Ne le donnez à personne. Pas vous ? Ignorez ce message.
sms: {{code}} confirme ce numéro pour {{site}}. Ne le donnez à personne.
sms: {{code}} confirme ce numéro.

# Confirmez cette adresse

{{code}}

Les codes de connexion à {{mailbox}} doivent désormais être envoyés ici. Si c’est ce que vous voulez, saisissez ce code dans la page qui le demande. Il est valable jusqu’à {{valid-until}}, et là seulement.

| Quand | {{time}}
| D’où | {{place}}
| Navigateur | {{client}}
| Site | {{host}}
| Référence | {{reference}}

Ne donnez ce code à personne : ni au téléphone, ni dans un message, ni à quelqu’un qui dit être de {{site}}.

## Si ce n’est pas vous

Quelqu’un a donné votre adresse par erreur, ou quelqu’un qui connaît le mot de passe de {{mailbox}} veut en recevoir les codes. Ne transmettez pas ce code : sans lui, il ne se passe rien. Si {{mailbox}} est à vous, ouvrez cette page pour tout arrêter ; l’ouvrir ne change rien tant que vous n’avez pas appuyé sur le bouton, et aucun mot de passe n’est nécessaire :

{{dispute-url}}
`,

  'password-reset': `subject: Votre mot de passe de {{site}} a été réinitialisé
preview: {{mailbox}}, {{time}}
sms: {{site}} : le mot de passe de {{mailbox}} a été réinitialisé. Inattendu ? Contactez {{support}}.
sms: {{site}} : votre mot de passe a été réinitialisé. Inattendu ? Contactez {{support}}.
sms: Votre mot de passe de messagerie a été réinitialisé.

# Votre mot de passe a été réinitialisé

{{mailbox}} a un nouveau mot de passe. Tous les navigateurs et logiciels de messagerie connectés avec l’ancien ont été déconnectés.

| Quand | {{time}}
| Par | {{by}}
| D’où | {{place}}
| Navigateur | {{client}}
| Référence | {{reference}}

## Si vous ne vous y attendiez pas

Contactez {{support}} sans attendre, de préférence en personne ou par téléphone, en donnant la référence. Ne répondez pas à ce message.

{{support-url}}
`,

  'password-changed': `subject: Votre mot de passe de {{site}} a été modifié
preview: {{mailbox}}, {{time}}
sms: {{site}} : le mot de passe de {{mailbox}} a été modifié. Inattendu ? Contactez {{support}}.
sms: {{site}} : votre mot de passe a été modifié. Inattendu ? Contactez {{support}}.
sms: Votre mot de passe de messagerie a été modifié.

# Votre mot de passe a été modifié

{{mailbox}} a un nouveau mot de passe. Tous les navigateurs et logiciels de messagerie connectés avec l’ancien ont été déconnectés.

| Quand | {{time}}
| D’où | {{place}}
| Navigateur | {{client}}
| Référence | {{reference}}

## Si vous ne vous y attendiez pas

Contactez {{support}} sans attendre, de préférence en personne ou par téléphone, en donnant la référence. Ne répondez pas à ce message.

{{support-url}}
`,

  'factor-added': `subject: Une deuxième étape a été ajoutée sur {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}} : une deuxième étape a été ajoutée pour {{mailbox}}. Pas vous ? Changez votre mot de passe et contactez {{support}}.
sms: {{site}} : une deuxième étape a été ajoutée. Pas vous ? Changez votre mot de passe.
sms: Une deuxième étape a été ajoutée à votre messagerie.

# Une deuxième étape a été ajoutée

Désormais, elle permet aussi de se connecter à {{mailbox}}, après le mot de passe.

| Nom | {{name}}
| Quand | {{time}}
| Par | {{by}}
| D’où | {{place}}
| Navigateur | {{client}}
| Référence | {{reference}}

## Si ce n’était pas vous

La personne qui l’a fait connaît votre mot de passe. Connectez-vous, changez votre mot de passe et supprimez de la page de votre compte ce que vous ne connaissez pas. Prévenez ensuite {{support}} en donnant la référence.

{{account-url}}
`,

  'factor-removed': `subject: Une deuxième étape a été supprimée sur {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}} : une deuxième étape a été supprimée pour {{mailbox}}. Pas vous ? Changez votre mot de passe et contactez {{support}}.
sms: {{site}} : une deuxième étape a été supprimée. Pas vous ? Changez votre mot de passe.
sms: Une deuxième étape de votre messagerie a été supprimée.

# Une deuxième étape a été supprimée

Elle ne permet plus de se connecter à {{mailbox}}.

| Nom | {{name}}
| Quand | {{time}}
| Par | {{by}}
| D’où | {{place}}
| Navigateur | {{client}}
| Référence | {{reference}}

## Si ce n’était pas vous

La personne qui l’a fait connaît votre mot de passe. Connectez-vous, changez votre mot de passe et vérifiez que vous connaissez tout ce qui figure sur la page de votre compte. Prévenez ensuite {{support}} en donnant la référence.

{{account-url}}
`,

  'factors-reset': `subject: Votre deuxième étape sur {{site}} a été réinitialisée
preview: {{mailbox}}, {{time}}
sms: {{site}} : la deuxième étape de {{mailbox}} a été réinitialisée. Inattendu ? Contactez {{support}}.
sms: {{site}} : votre deuxième étape a été réinitialisée. Inattendu ? Contactez {{support}}.
sms: La deuxième étape de votre messagerie a été réinitialisée.

# Votre deuxième étape a été réinitialisée

Toutes les deuxièmes étapes de {{mailbox}} et tous ses codes de secours ont été supprimés. À la prochaine connexion, il faudra en configurer une nouvelle.

| Quand | {{time}}
| Par | {{by}}
| D’où | {{place}}
| Navigateur | {{client}}
| Référence | {{reference}}

## Si vous ne vous y attendiez pas

Connectez-vous et configurez votre deuxième étape avant que quelqu’un d’autre ne le fasse, et changez votre mot de passe. Prévenez ensuite {{support}} en donnant la référence.

{{account-url}}
`,

  'app-password-made': `subject: Nouveau mot de passe d’application sur {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}} : un nouveau mot de passe d’application ouvre {{mailbox}}. Pas vous ? Changez votre mot de passe, contactez {{support}}.
sms: {{site}} : nouveau mot de passe d’application. Pas vous ? Changez votre mot de passe.
sms: Un nouveau mot de passe d’application ouvre votre messagerie.

# Un nouveau mot de passe d’application a été créé

Avec lui, un logiciel de messagerie peut ouvrir {{mailbox}} sans qu’un code soit demandé.

| Nom | {{name}}
| Quand | {{time}}
| Par | {{by}}
| D’où | {{place}}
| Navigateur | {{client}}
| Référence | {{reference}}

## Si ce n’était pas vous

Connectez-vous, révoquez ce mot de passe d’application sur la page de votre compte et changez votre mot de passe : la personne qui l’a créé le connaît aussi. Prévenez ensuite {{support}} en donnant la référence.

{{account-url}}
`,

  'recovery-code-used': `subject: Un code de secours a été utilisé sur {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}} : connexion à {{mailbox}} avec un code de secours. Pas vous ? Changez votre mot de passe et contactez {{support}}.
sms: {{site}} : un code de secours a été utilisé. Pas vous ? Changez votre mot de passe.
sms: Un code de secours de votre messagerie a été utilisé.

# Un code de secours a été utilisé

Quelqu’un s’est connecté à {{mailbox}} avec le mot de passe et l’un des codes de secours. Ce code ne servira plus.

| Quand | {{time}}
| D’où | {{place}}
| Navigateur | {{client}}
| Référence | {{reference}}

## Si ce n’était pas vous

Quelqu’un a votre mot de passe et vos codes de secours. Connectez-vous, changez votre mot de passe, créez de nouveaux codes de secours et fermez toutes les autres sessions sur la page de votre compte. Prévenez ensuite {{support}} en donnant la référence.

{{account-url}}
`,

  'recovery-codes-renewed': `subject: Nouveaux codes de secours sur {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}} : nouveaux codes de secours pour {{mailbox}}. Pas vous ? Changez votre mot de passe et contactez {{support}}.
sms: {{site}} : nouveaux codes de secours. Pas vous ? Changez votre mot de passe.
sms: De nouveaux codes de secours existent pour votre messagerie.

# De nouveaux codes de secours ont été créés

Les anciens codes de secours de {{mailbox}} ne valent plus rien.

| Quand | {{time}}
| Par | {{by}}
| D’où | {{place}}
| Navigateur | {{client}}
| Référence | {{reference}}

## Si ce n’était pas vous

La personne qui l’a fait peut entrer avec ces codes. Connectez-vous, changez votre mot de passe, créez de nouveaux codes de secours et fermez toutes les autres sessions sur la page de votre compte. Prévenez ensuite {{support}} en donnant la référence.

{{account-url}}
`,

  'new-country': `subject: Connexion depuis un nouveau pays sur {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}} : connexion à {{mailbox}} depuis un nouveau pays. Pas vous ? Changez votre mot de passe et contactez {{support}}.
sms: {{site}} : connexion depuis un nouveau pays. Pas vous ? Changez votre mot de passe.
sms: Votre messagerie a été ouverte depuis un nouveau pays.

# Connexion depuis un nouveau pays

Quelqu’un s’est connecté à {{mailbox}} depuis un pays d’où vous ne vous êtes pas connecté récemment. En voyage, ou par le réseau d’une entreprise ou d’un VPN, c’est peut-être vous.

| Quand | {{time}}
| D’où | {{place}}
| Logiciel | {{client}}
| Référence | {{reference}}

## Si ce n’était pas vous

Connectez-vous, changez votre mot de passe et fermez toutes les autres sessions sur la page de votre compte. Prévenez ensuite {{support}} en donnant la référence.

{{account-url}}
`,

  'locked-down': `subject: Votre messagerie sur {{site}} a été verrouillée
preview: {{mailbox}}, {{time}}
sms: {{site}} : {{mailbox}} a été verrouillée pour la protéger. Contactez {{support}}.
sms: {{site}} : votre messagerie a été verrouillée pour la protéger. Contactez {{support}}.
sms: Votre messagerie a été verrouillée pour la protéger.

# Votre messagerie a été verrouillée

Pour protéger {{mailbox}}, toutes les sessions ont été fermées, tous les mots de passe d’application et navigateurs de confiance ont été révoqués, et il faut un nouveau mot de passe et une nouvelle deuxième étape.

| Quand | {{time}}
| Par | {{by}}
| D’où | {{place}}
| Navigateur | {{client}}
| Référence | {{reference}}

## Que faire

Contactez {{support}}, de préférence en personne ou par téléphone, en donnant la référence : on vous dira comment retrouver l’accès. Ne répondez pas à ce message.

{{support-url}}
`,

  notices: `subject: {{count}} avis de sécurité de {{site}}
preview: Ce qui s’est passé pour {{mailbox}}, et que faire si ce n’était pas vous.
sms: {{site}} : {{count}} changements de sécurité pour {{mailbox}}. Pas vous ? Changez votre mot de passe et contactez {{support}}.
sms: {{site}} : {{count}} changements de sécurité. Pas vous ? Changez votre mot de passe.
sms: {{count}} changements de sécurité pour votre messagerie.

# Ce qui s’est passé pour {{mailbox}}

{{notices}}

## Si quelque chose ne vient pas de vous

Connectez-vous, changez votre mot de passe et parcourez la page de votre compte : supprimez les deuxièmes étapes, mots de passe d’application et navigateurs de confiance que vous ne connaissez pas, et fermez toutes les autres sessions. Si vous ne pouvez pas vous connecter, et pour tout le reste, contactez {{support}} en donnant les références.

{{account-url}}

{{support-url}}
`,

  footer: `Message envoyé automatiquement par {{site}}, car il concerne la sécurité de {{mailbox}}. Les réponses ne sont pas lues.
`,
};
