// English: “this wasn’t me”.

export const dispute = {
  'dispute.title': 'Was this you?',
  'dispute.waiting':
    'Somebody entered the right password of {mailbox}. We asked them for a code, which you got. They have not entered it.',
  'dispute.signed-in':
    'Somebody entered the right password of {mailbox} and the code that you got. They are signed in now.',
  'dispute.over': 'Somebody entered the right password of {mailbox}. This sign-in is over: nothing is open by it.',
  'dispute.over-title': 'This sign-in is over',
  'dispute.when': 'When',
  'dispute.where': 'From where',
  'dispute.browser': 'With',
  'dispute.stop': 'Stop this sign-in',
  'dispute.if-me': 'If it was you, close this page. Nothing happens then.',
  'dispute.stopped-title': 'The sign-in is stopped',
  'dispute.stopped': 'Nobody can go on with it, and whatever it had opened is closed.',
  'dispute.next': 'What to do now',
  'dispute.password': 'Change your password',
  'dispute.password-text': 'Whoever did this knows it. Change it everywhere else where you use it, too.',
  'dispute.support': 'Tell somebody',
  'dispute.support-text': 'Contact {support} and give them the reference below.',
  'dispute.all': 'Sign out everywhere',
  'dispute.all-text': 'If you think that somebody has been in your mailbox, end everything that is signed in now.',
  'dispute.all-title': 'Sign out everywhere?',
  'dispute.all-what':
    'All browsers and mail programs of {mailbox} are disconnected at once, yours too, and no browser is trusted any more. Passwords stay as they are.',
  'dispute.all-done-title': 'Everything is signed out',
  'dispute.all-done': {
    one: '{count} browser or mail connection was ended.',
    other: '{count} browsers and mail connections were ended.',
  },
  'dispute.gone-title': 'This link no longer works',
  'dispute.gone':
    'It is too old, or a part of it is missing. If you got a code that you didn’t ask for, somebody knows your password: change it, and contact {support}.',
} as const;
