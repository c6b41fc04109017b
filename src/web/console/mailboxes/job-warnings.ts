// What somebody should know before a change of many is made: whom it locks out for a while, or lets in more easily.

import type { JobDetailResource } from '../../api/client/job-resources.ts';
import { listFactorsOperation } from '../../api/routes/factor-routes.ts';
import { listMailboxesOperation } from '../../api/routes/mailbox-routes.ts';
import { notice } from '../../pages/frame/parts.ts';
import type { Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { selectionOf, settingsIn, valueIn } from './job-words.ts';
import { filterQueryOf } from './mailbox-filter.ts';
import type { ConsoleSelection } from './selection.ts';

/** So many named mailboxes are asked one by one. */
const MAX_ASKED = 100;

export async function warningsFor(visit: ConsoleVisit, job: JobDetailResource): Promise<Markup | undefined> {
  const { words } = visit.view;
  const { effects, request } = job;
  const modes = effects.filter(({ field }) => field === 'challenge');
  const asks = modes.some(({ to }) => to !== 'never');
  const disables = settingsIn(valueIn(request, 'set')).some(
    ([field, value]) => field === 'disabled' && value === 'true',
  );
  const selection = selectionOf(request);
  const missing = asks && selection ? await countWithoutFactor(visit, selection) : 0;
  const texts = [
    ...(missing > 0 ? [words.say('console.mailboxes.warn-factors', { count: missing })] : []),
    ...(modes.some(({ from, to }) => from === 'never' && to !== 'never')
      ? [words.say('console.mailboxes.warn-connections')]
      : []),
    ...(modes.some(({ to }) => to === 'never') ? [words.say('console.mailboxes.warn-never')] : []),
    ...(disables ? [words.say('console.mailboxes.warn-disable')] : []),
  ];
  return texts.length === 0 ? undefined : notice('warn', ...texts);
}

/** Of those who are meant; as many as the API counts. */
async function countWithoutFactor(visit: ConsoleVisit, selection: ConsoleSelection): Promise<number> {
  if (selection.kind === 'picked') {
    const asked = selection.mailboxes.slice(0, MAX_ASKED);
    const found = await Promise.all(asked.map((address) => visit.call(listFactorsOperation, { params: { address } })));
    return found.filter((each) => each.kind === 'done' && each.value.items.length === 0).length;
  }
  const { factor } = selection.values;
  if (factor !== undefined && factor !== 'none') return 0;
  const query = { ...filterQueryOf(selection.values), factor: 'none', count: 'true', limit: '1' };
  const counted = await visit.call(listMailboxesOperation, { query });
  return counted.kind === 'done' ? (counted.value.total?.mailboxes ?? 0) : 0;
}
