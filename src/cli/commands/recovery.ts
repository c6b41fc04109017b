// postern mailbox reset-password, lock-down and enable: what is done when a password or a phone is lost, or somebody else
// is in a mailbox.

import type { Command } from 'commander';
import type {
  EnabledMailboxResource,
  LockedDownResource,
  PasswordResetResource,
} from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { readPasswordFromInput } from '../options.ts';
import { properties } from '../table.ts';

const ENDED_JSON = 'connections, webSessions, trustedBrowsers';

export function addRecoveryCommands(mailbox: Command, context: CommandContext): void {
  resetPassword(mailbox, context);
  lockDown(mailbox, context);
  enable(mailbox, context);
}

interface ResetOptions {
  readonly temporary?: boolean;
  readonly passwordStdin?: boolean;
  readonly revokeAppPasswords?: boolean;
}

function resetPassword(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('reset-password <address>'), context, {
    summary: 'give a mailbox a new password of its own; what is signed in ends',
    remark:
      'The password is set through the sign-in source of its domain: one that Postern keeps itself, or one with a password-command. App passwords stay, and work again once its owner has signed in to webmail with the new one.',
    examples: [
      ['postern mailbox reset-password alice@example.com', 'makes one, and shows it this once'],
      [
        'postern mailbox reset-password alice@example.com --temporary',
        'good for one sign-in, which asks for another one',
      ],
      [
        'postern mailbox reset-password alice@example.com --password-stdin --revoke-app-passwords <password.txt',
        'sets this one, and keeps mail clients out until they have new app passwords',
      ],
    ],
    json: `{ mailbox, password, mustChange, ended: { ${ENDED_JSON} }, appPasswords: { revoked, stale } }`,
  });
  command
    .option('--temporary', 'its owner must choose another one at the next sign-in to webmail')
    .option('--password-stdin', 'read the password from standard input')
    .option('--revoke-app-passwords', 'revoke all its app passwords')
    .action(async (address: string, { passwordStdin, revokeAppPasswords, temporary }: ResetOptions) => {
      const body = {
        ...(passwordStdin && { password: await readPasswordFromInput(context) }),
        ...(revokeAppPasswords && { revokeAppPasswords }),
        ...(temporary && { mustChange: true }),
      };
      const path = `/mailboxes/${segment(address)}/reset-password`;
      const reset = await nodeClient(command, context).ask<PasswordResetResource>('POST', path, { body });
      print(command, context, reset, () => resetText(reset));
    });
}

function lockDown(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('lock-down <address>'), context, {
    summary: 'shut a mailbox that somebody else may be in, at once',
    remark:
      'Disables it and ends everything; revokes its app passwords and trusted browsers, removes its second factors and known places, and sets its mode to always. Mail goes on arriving. May be repeated.',
    examples: [['postern mailbox lock-down alice@example.com', 'nobody is in there any more, and nobody gets in']],
    json: `{ mailbox, wasDisabled, ${ENDED_JSON}, appPasswords, factors, knownPlaces }`,
  });
  command.action(async (address: string) => {
    const path = `/mailboxes/${segment(address)}/lock-down`;
    const locked = await nodeClient(command, context).ask<LockedDownResource>('POST', path);
    print(command, context, locked, () => lockedText(locked));
  });
}

function enable(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('enable <address>'), context, {
    summary: 'let a disabled mailbox in again',
    remark: 'After a lock-down reset its password first: who knows the old one could set up the second step.',
    examples: [['postern mailbox enable alice@example.com', 'after postern mailbox reset-password alice@example.com']],
    json: '{ mailbox, wasDisabled, appPasswords }',
  });
  command.action(async (address: string) => {
    const path = `/mailboxes/${segment(address)}/enable`;
    const enabled = await nodeClient(command, context).ask<EnabledMailboxResource>('POST', path);
    print(command, context, enabled, () => enabledText(enabled));
  });
}

function resetText({
  mailbox,
  password,
  mustChange,
  ended,
  appPasswords: { revoked, stale },
}: PasswordResetResource): string {
  return `${properties([
    ['mailbox', mailbox],
    ['password', password],
    ['good for', mustChange ? 'one sign-in to webmail, which asks for another one' : undefined],
    ['ended', endedText(ended)],
    ['app passwords', revoked > 0 ? `${revoked} revoked` : stale > 0 ? `${stale} wait for the next web sign-in` : '-'],
  ])}${password === undefined ? '' : 'The password is shown this once.\n'}`;
}

function lockedText({
  mailbox,
  wasDisabled,
  appPasswords,
  factors,
  knownPlaces,
  ...ended
}: LockedDownResource): string {
  return `${properties([
    ['mailbox', mailbox],
    ['state', wasDisabled ? 'disabled, as it was already' : 'disabled'],
    ['ended', endedText(ended)],
    ['revoked', `${appPasswords} app passwords`],
    ['removed', `${factors} second factors, ${knownPlaces} known places`],
  ])}The password is still the old one. Then: postern mailbox reset-password ${mailbox}, postern mailbox enable ${mailbox}\n`;
}

function endedText({
  connections,
  webSessions,
  trustedBrowsers,
}: Pick<LockedDownResource, 'connections' | 'webSessions' | 'trustedBrowsers'>): string {
  return `${connections} connections, ${webSessions} web sessions, ${trustedBrowsers} trusted browsers`;
}

function enabledText({ mailbox, wasDisabled, appPasswords }: EnabledMailboxResource): string {
  const state = wasDisabled ? 'enabled' : 'was enabled already';
  return `${mailbox} ${state}, with ${appPasswords} app passwords.
What was revoked stays revoked: app passwords and trusted browsers are made anew by its owner, and without a second
factor the next sign-in sets one up. Its mode stays as it is: postern mailbox show ${mailbox}
`;
}
