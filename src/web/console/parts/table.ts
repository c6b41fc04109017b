// Tables of data: a caption that names them, headings that stay in sight, and cards where a table would be too wide. Roles
// are written out, as a row that is shown as a card isn't one for every browser any more.

import { html, type Markup, type Renderable } from '../../pages/markup.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Renderable;
  /** What is in it names the row; once in a table. */
  readonly isHeading?: boolean;
  /** Numbers stand below each other by their last digit. */
  readonly isNumber?: boolean;
  /** Boxes and buttons: the title is for screen readers alone. */
  readonly isUntitled?: boolean;
}

export interface TableOptions<Row> {
  readonly caption: string;
  /** Default: no; the page's heading says it already. */
  readonly isCaptionSeen?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** In place of a table without rows: see `emptyState`. */
  readonly empty: Renderable;
}

export function dataTable<Row>({ caption, isCaptionSeen, columns, rows, empty }: TableOptions<Row>): Markup {
  if (rows.length === 0) return html`${empty}`;
  return html`<div class="data"><table role="table">
<caption${isCaptionSeen !== true && html` class="unseen"`}>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(headCell)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${columns.map((column) => bodyCell(column, row))}</tr>`)}</tbody>
</table></div>`;
}

function headCell<Row>({ title, isNumber, isUntitled }: Column<Row>): Markup {
  return html`<th scope="col" role="columnheader"${isNumber && html` class="number"`}>${isUntitled ? html`<span class="unseen">${title}</span>` : title}</th>`;
}

function bodyCell<Row>({ title, cell, isHeading, isNumber, isUntitled }: Column<Row>, row: Row): Markup {
  const classes = [isNumber && 'number', isUntitled && 'untitled'].filter(Boolean).join(' ');
  const attributes = html`${classes !== '' && html` class="${classes}"`}${!isUntitled && html` data-title="${title}"`}`;
  return isHeading
    ? html`<th scope="row" role="rowheader"${attributes}>${cell(row)}</th>`
    : html`<td role="cell"${attributes}><div>${cell(row)}</div></td>`;
}
