// English: the second step and the first enrolment.

export const signIn = {
  'challenge.title': 'One more step',
  'challenge.totp': 'Enter the code that your authenticator app shows for {mailbox}.',
  'challenge.passkey': 'Use your passkey.',
  'challenge.recovery': 'Enter one of the recovery codes that you saved for {mailbox}. Each works once.',
  'challenge.code': 'Code',
  'challenge.code-hint': 'The digits that {name} shows now',
  'challenge.recovery-code': 'Recovery code',
  'challenge.trust': {
    one: 'Don’t ask again on this browser for {count} day',
    other: 'Don’t ask again on this browser for {count} days',
  },
  'challenge.trust-hint': 'Only on a device that nobody else uses. Your password is always asked.',
  'challenge.others': 'Another way',
  'challenge.use-factor': 'Use {name}',
  'challenge.use-recovery': 'Use a recovery code',
  'challenge.wrong': 'This code isn’t right. Codes change every half minute: enter the newest one.',
  'challenge.recovery-wrong': 'This recovery code isn’t right, or it was used before.',
  'challenge.used': 'This code was used already. Wait until your app shows the next one.',
  'challenge.slowed': 'There were too many wrong codes. Wait {duration}, then try again.',
  'challenge.tries': { one: 'You have {count} try left.', other: 'You have {count} tries left.' },
  'challenge.clock': 'If the right code is refused, check that the clock of your phone is set automatically.',
  'challenge.until': 'Open until {time}',
  'challenge.cancel': 'Cancel and sign out',
  'challenge.none': 'There is nothing to answer with. Contact {support}.',

  'enrolment.title': 'Set up your second step',
  'enrolment.why':
    'From now on {mailbox} opens only with your password and a code from your phone. It takes about a minute.',
  'enrolment.step-app': 'Get an authenticator app',
  'enrolment.step-app-text':
    'Any app for one-time codes will do, and many password managers have one built in. If you have none, search for “authenticator” in the app store of your phone: Aegis, Ente Auth, 2FAS, Google Authenticator and Microsoft Authenticator are some.',
  'enrolment.step-scan': 'Scan this code with the app',
  'enrolment.step-scan-text': 'In the app, choose to add an account, and point the camera at the picture.',
  'enrolment.qr': 'QR code for your authenticator app. The same key stands below, for typing.',
  'enrolment.same-device': 'Open in an app on this device',
  'enrolment.typed': 'Can’t scan? Type this key instead',
  'enrolment.typed-text': 'Choose “enter a key” in the app. The type is “time-based”; spaces don’t matter.',
  'enrolment.key': 'Key',
  'enrolment.step-code': 'Enter the code that the app shows',
  'enrolment.name': 'Name for this app',
  'enrolment.name-hint': 'To tell it apart later, for example “My phone”',
  'enrolment.finish': 'Turn on',
  'enrolment.wrong':
    'This code isn’t right. Check that you scanned the picture on this page, and enter the newest code.',
  'enrolment.expired': 'That took too long, so here is a new picture. Scan this one; the earlier one is void.',
  'enrolment.slowed': 'There were too many wrong codes. Wait {duration}, then try again.',
  'enrolment.code-title': 'Enter your enrolment code',
  'enrolment.code-text':
    'For your protection, the second step can only be set up with a code that you get from your administrator.',
  'enrolment.code-label': 'Enrolment code',
  'enrolment.code-wrong': 'This enrolment code isn’t right, or it is no longer valid.',
  'enrolment.code-help': 'You have none? Contact {support}.',
  'enrolment.outside-title': 'Not from this network',
  'enrolment.outside-text':
    'For your protection, the second step can only be set up inside your organisation’s network. Sign in again when you are there, or contact {support}.',
  'enrolment.many-title': 'No room for another one',
  'enrolment.many-text': 'You have set up as many as are allowed. Remove one first.',
  'enrolment.not-allowed-title': 'Nothing can be set up here',
  'enrolment.not-allowed-text':
    'Your administrator allows no way to set up a second step for this mailbox yourself. Contact {support}.',
  'enrolment.exists-title': 'Set up meanwhile',
  'enrolment.exists-text':
    'A second step was set up for this mailbox while you were at it. If that was you, sign in again and use it. If not, contact {support} at once.',

  'codes.title': 'Save your recovery codes',
  'codes.text':
    'They open your account when your phone is lost or broken. Each works once. Keep them where nobody else looks, but not on the phone itself.',
  'codes.once': 'These codes are shown only now.',
  'codes.list': 'Your recovery codes',
  'codes.file': 'recovery-codes.txt',
  'codes.file-title': 'Recovery codes for {mailbox} ({site}), made on {day}',
  'codes.file-text': 'Each code works once, in place of a code from your app or from a message.',
  'codes.saved': 'I saved them, continue',
  'codes.enrolled': 'Your second step is on.',
} as const;
