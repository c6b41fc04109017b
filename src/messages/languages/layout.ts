// The HTML in which every letter stands: one column of 600 pixels, tables where mail clients need them, styles on the
// elements, since many clients drop the sheet; what it adds is the dark scheme and narrow screens. No picture, no font
// and no script: it looks the same with pictures off, and nothing is asked of any server by reading it.

const DARK_RULES = `
      body, .paper { background-color: {{dark-paper}} !important; }
      .card { background-color: {{dark-surface}} !important; border-color: {{dark-line}} !important; }
      .ink { color: {{dark-ink}} !important; }
      .soft { color: {{dark-ink-soft}} !important; }
      .code { color: {{dark-ink}} !important; background-color: {{dark-accent-wash}} !important; }
      .link { color: {{dark-accent}} !important; }
      .facts { border-color: {{dark-line}} !important; }
      .bar { background-color: {{dark-accent}} !important; }`;

export const LAYOUT: string = `<!doctype html>
<html lang="{{language}}" dir="{{direction}}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="supported-color-schemes" content="light dark">
  <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
  <title>{{subject}}</title>
  <style>
    :root { color-scheme: light dark; supported-color-schemes: light dark; }
    @media (prefers-color-scheme: dark) {${DARK_RULES}
    }
    @media (max-width: 480px) {
      .inner { padding: 24px 20px !important; }
      .code { font-size: 32px !important; }
      .label { display: block !important; width: auto !important; padding-bottom: 0 !important; white-space: normal !important; }
      .value { display: block !important; padding-top: 0 !important; }
    }
  </style>
</head>
<body class="paper" style="margin: 0; padding: 0; background-color: {{paper}}; color: {{ink}};">
  <div style="display: none; max-height: 0; overflow: hidden; opacity: 0;" aria-hidden="true">{{preview}}</div>
  <table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color: {{paper}};">
    <tr>
      <td align="center" style="padding: 24px 12px;">
        <table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width: 100%; max-width: 600px; table-layout: fixed;">
          <tr>
            <td align="left" class="ink" style="padding: 0 8px 14px; font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 24px; font-weight: bold; color: {{ink}};">{{site}}</td>
          </tr>
          <tr>
            <td class="bar" height="4" style="height: 4px; line-height: 4px; font-size: 4px; background-color: {{accent}}; border-radius: 12px 12px 0 0;">&#8203;</td>
          </tr>
          <tr>
            <td align="left" class="card inner ink" style="padding: 32px 36px; background-color: {{surface}}; border: 1px solid {{line}}; border-top: 0; border-radius: 0 0 12px 12px; font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 25px; color: {{ink}}; overflow-wrap: break-word; word-wrap: break-word;">
              <div role="article" aria-label="{{subject}}" lang="{{language}}" dir="{{direction}}">
{{content}}
              </div>
            </td>
          </tr>
          <tr>
            <td align="left" class="soft" style="padding: 18px 8px 0; font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; font-size: 14px; line-height: 21px; color: {{ink-soft}};">
{{footer}}
            </td>
          </tr>
        </table>
      </td>
    </tr>
  </table>
</body>
</html>
`;
