// The console in English: signing in to the console, administrators, tokens.

export const consoleAccess = {
  'console.access.sign-in': 'Sign in to the administration',
  'console.access.sign-in-text': 'With your administrator’s name, which is not your mailbox.',
  'console.access.name': 'Name',
  'console.access.wrong': 'Name or password isn’t right.',
  'console.access.slowed': 'There were too many tries. Wait {duration}, then try again.',
  'console.access.to-code': 'I have a code from the host',
  'console.access.code-title': 'Code from the host',
  'console.access.code-text':
    'Whoever runs the server makes it there: for a new administrator, for one who lost the second step, or for an emergency.',
  'console.access.code-label': 'Code',
  'console.access.code-hint': 'It works once.',
  'console.access.code-wrong': 'This code isn’t right, or it is no longer valid.',
  'console.access.code-used': 'This code was used already.',
  'console.access.to-sign-in': 'Sign in with name and password',

  'console.access.challenge': 'Enter the code that your authenticator app shows for {name}.',
  'console.access.challenge-recovery': 'Enter one of the recovery codes that you saved for {name}. Each works once.',
  'console.access.use-app': 'Use the authenticator app',

  'console.access.set-up': 'Set up your sign-in',
  'console.access.set-up-text':
    'Administrators always sign in with two steps. Choose the password for {name}, then set up the second step.',
  'console.access.set-up-done': 'Your sign-in is set up, and you are signed in.',
  'console.access.password-title': 'Choose a password',
  'console.access.not-taken': 'This password wasn’t accepted. Choose a longer one, or another one.',
  'console.access.not-set-up': 'This couldn’t be saved. Nothing was changed.',

  'console.access.confirm-text':
    'This opens or destroys something. Enter your password and a code once more. That holds for a few minutes, and leads you back to where you were.',
  'console.access.confirm-wrong': 'Password or code isn’t right, or the code was used already. Enter the newest one.',
} as const;
