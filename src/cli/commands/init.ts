// postern init

import { hostname as machineName } from 'node:os';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { DEFAULT_CONFIG_PATH } from '../../config/find-config-path.ts';
import { type CommandContext, commonOptions, describeCommand, print } from '../command-context.ts';
import { configAnswers } from '../init/answers.ts';
import { chooseSettings } from '../init/ask.ts';
import { type InitOptions, readListener, readService, readWebListener } from '../init/init-options.ts';
import { refuseIfThere, writeConfigFile } from '../init/write-file.ts';

export function initCommand(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('init'), context, {
    summary: 'write a configuration: asks, and looks at the mail server and the webmail',
    remark:
      'Writes the file that --config names, or /etc/postern/postern.yaml, mode 0640, never over one that is there.',
    examples: [
      ['postern init', 'ask everything'],
      ['postern init --yes --hostname mail.example.com --backend 127.0.0.1', 'ask nothing, take what is found'],
      [
        'postern init --yes --config ./postern.yaml --hostname mail.example.com --service imap=10.0.0.2:143/starttls --service smtp=10.0.0.2:587/starttls --listen imap=993/implicit --listen smtp=465/implicit',
        'look nowhere: everything is told',
      ],
      [
        'postern init --yes --hostname mail.example.com --backend 127.0.0.1 --webmail http://127.0.0.1:8080 --webmail-origin https://webmail.example.com',
        'with a webmail, which is recognised when it is Roundcube or SOGo',
      ],
    ],
    json: '{ file, answers: { hostname, state, certificates, listeners, backend, defaultDomain, webmail }, next: [command] }',
  });
  initOptions(command).action(async (options: InitOptions) => {
    const { terminal, actions, environment } = context;
    const force = options.force ?? false;
    const file = resolve(commonOptions(command).config ?? environment['POSTERN_CONFIG'] ?? DEFAULT_CONFIG_PATH);
    refuseIfThere(file, force);
    const ports = { terminal, probe: actions.probe, webProbe: actions.webProbe, machineName: machineName() };
    const choices = await chooseSettings(options, ports);
    const answers = configAnswers(choices);
    const written = writeConfigFile(answers, { file, force, environment });
    const flag = file === DEFAULT_CONFIG_PATH ? '' : ` --config ${file}`;
    const next = [
      `postern doctor${flag}`,
      `postern serve${flag}`,
      `postern domain add ${choices.domain}${flag}`,
      `postern app-password create somebody@${choices.domain} --name Phone${flag}`,
    ];
    print(command, context, { file: written.file, answers, next }, () => {
      const steps = next.map((line) => `  ${line}\n`).join('');
      return `${written.file} is written.\n\nNext:\n${steps}`;
    });
  });
}

function initOptions(command: Command): Command {
  return command
    .option('--yes', 'ask nothing: take the defaults for what no option says')
    .option('--force', 'write over a configuration that is there')
    .option('--hostname <name>', 'name that mail clients connect to')
    .option('--backend <host>', 'the mail server, to be looked at on its usual ports')
    .option(
      '--service <protocol=host:port/tls>',
      'a service of the mail server, instead of looking; may be repeated',
      readService,
    )
    .addOption(
      new Option('--sign-in <kind>', 'how Postern signs in there').choices(['sealed', 'master', 'passthrough']),
    )
    .option('--master-name <name>', 'name of the master user')
    .option('--master-password-file <file>', 'file with its password')
    .option('--listen <protocol=port/tls>', 'a door, instead of the usual ones; may be repeated', readListener)
    .option('--address <ip>', 'where the doors listen (default: everywhere)')
    .option('--certificate <file>', 'certificate chain, PEM')
    .option('--key <file>', 'its private key, PEM')
    .option('--domain <name>', 'domain of your mailboxes')
    .option('--state <folder>', 'folder for state')
    .option('--webmail <url>', 'the webmail behind Postern: http://HOST:PORT, https://HOST, unix:/PATH, or none')
    .addOption(
      new Option('--webmail-kind <kind>', 'which webmail it is, instead of looking').choices(['roundcube', 'sogo']),
    )
    .option('--webmail-origin <url>', 'address by which browsers know it (default: https://webmail.DOMAIN)')
    .option(
      '--web-listen <kind=port>',
      'a door for browsers (https, http, redirect), instead of https=443 and redirect=80; may be repeated',
      readWebListener,
    );
}
