// The console in English: navigation, refusals, what all pages say.

export const consoleFrame = {
  'console.frame.name': '{site} Administration',
  'console.frame.menu': 'Menu',
  'console.frame.sections': 'Sections of the console',
  'console.frame.way': 'Where you are',
  'console.frame.who': 'Signed in:',
  'console.frame.to-start': 'To the first page',
  'console.frame.back': 'Back',
  'console.frame.break-glass':
    'This is a break-glass sign-in, made on the host without a second step. It ends in {duration}, and everything that you do is recorded as such.',

  'console.frame.role-platform': 'platform administrator',
  'console.frame.role-domain': 'domain administrator',
  'console.frame.role-auditor': 'auditor',

  'console.frame.dashboard': 'Overview',
  'console.frame.mailboxes': 'Mailboxes',
  'console.frame.domains': 'Domains',
  'console.frame.groups': 'Groups',
  'console.frame.policy': 'Policy',
  'console.frame.providers': 'Second steps',
  'console.frame.sessions': 'Sessions',
  'console.frame.audit': 'Audit log',
  'console.frame.explain': 'Explain',
  'console.frame.administrators': 'Administrators',
  'console.frame.tokens': 'API tokens',
  'console.frame.own': 'Your sign-in',

  'console.frame.filter': 'Filter',
  'console.frame.filter-active': 'Filtered by',
  'console.frame.filter-remove': 'Remove this filter: {filter}',
  'console.frame.filter-clear': 'Remove all filters',
  'console.frame.pages': 'Pages of this list',
  'console.frame.page-first': 'First page',
  'console.frame.page-next': 'Next page',
  'console.frame.select': 'Select {name}',
  'console.frame.select-all': 'Select all on this page',
  'console.frame.progress': '{done} of {all}',

  'console.frame.needed-title': 'Please sign in first',
  'console.frame.needed-text': 'This page is for administrators who are signed in.',
  'console.frame.absent-text': 'The address is wrong, what was here is gone, or your role doesn’t include it.',

  'console.frame.problem-fields': 'Please check what you entered.',
  'console.frame.problem-gone': 'That isn’t there any more, or it lies outside your domains. Nothing was changed.',
  'console.frame.problem-not-permitted': 'Your role doesn’t permit this. Nothing was changed.',
  'console.frame.problem-exists': 'There is one of this name already. Nothing was changed.',
  'console.frame.problem-changed':
    'Somebody else has changed this in the meantime. Nothing was saved: look at what it is now, and repeat your change if you still want it.',
  'console.frame.problem-slow': 'That was too much at once. Wait a moment, then try again.',
  'console.frame.problem-unavailable': 'This can’t be done right now. Nothing was changed; try again in a few minutes.',
} as const;
