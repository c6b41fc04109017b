// postern doctor

import type { Command } from 'commander';
import { type CommandContext, commonOptions, configPath, describeCommand, print } from '../command-context.ts';
import type { Check } from '../doctor/check.ts';
import { examine } from '../doctor/examine.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { readList } from '../options.ts';
import { harmless } from '../table.ts';

const MARKS = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL' } as const;

export function doctorCommand(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('doctor'), context, {
    summary: 'look at everything that a node needs, and say what to mend',
    remark:
      'It looks at the configuration, certificates, permissions, stores, clock, country data, templates of messages, the running node, the SMS gateway, the backends, the webmails and the mail path, signs in at the smarthost alone, sends nothing and changes nothing. Exit code 1 when something fails.',
    examples: [
      ['postern doctor', 'the configuration in /etc/postern/postern.yaml'],
      [
        'postern doctor --outside 203.0.113.5,2001:db8::5',
        'also whether mail server or webmail can be reached around Postern',
      ],
    ],
    json: '{ checks: [{ check, subject, result: ok|warn|fail, text, remedy }] }',
  });
  command
    .option('--outside <addresses>', 'addresses of this site that clients can reach; may be repeated', readList)
    .action(async ({ outside = [] }: { readonly outside?: readonly string[] }) => {
      const { environment, actions, clock } = context;
      const { socket } = commonOptions(command);
      const checks = await examine(
        { configPath: configPath(command, context), outside, ...(socket !== undefined && { socket }) },
        {
          environment,
          clock,
          probe: actions.probe,
          webProbe: actions.webProbe,
          machineProbe: actions.machineProbe,
          checkStores: (folder) => actions.checkStores(folder),
          checkCountries: (countries, now) => actions.checkCountries(countries, now),
          checkMessages: (messages) => actions.checkMessages(messages),
          probeSms: (config, secrets) => actions.probeSms(config, secrets),
          checkMailPath: (loaded) => actions.checkMailPath(loaded),
        },
      );
      print(command, context, { checks }, () => checksText(checks));
      const isIll = checks.some(({ result }) => result === 'fail');
      if (isIll) context.outcome.code = EXIT_CODES.refused;
    });
}

function checksText(checks: readonly Check[]): string {
  return checks
    .map(({ check, subject, result, text, remedy }) => {
      const what = subject === undefined ? check : `${check} ${subject}`;
      const first = `${MARKS[result]}  ${harmless(what)}: ${harmless(text)}\n`;
      return remedy === undefined ? first : `${first}      ${harmless(remedy)}\n`;
    })
    .join('');
}
