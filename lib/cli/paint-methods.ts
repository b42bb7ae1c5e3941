import type { Paint, Style } from './paint';

const styles: Readonly<Record<string, Style>> = {
  GET: 'green',
  POST: 'blue',
  PUT: 'yellow',
  PATCH: 'magenta',
  DELETE: 'red',
};

/** Paints the head of a finished table and the methods in its first column, wrapped or not. */
export function paintMethods(table: string, paint: Paint): string {
  const [head = '', ...lines] = table.split('\n');
  return [paint('bold', head), ...lines.map((line) => paintLine(line, paint))].join('\n');
}

// Accepted: `GET POST  /api`, `  DELETE`; refused: `any  /api`, `      /api`.
function paintLine(line: string, paint: Paint): string {
  return line.replace(/^ {0,2}[A-Z]+(?: [A-Z]+)*(?=\s|$)/, (methods) =>
    methods.replaceAll(/[A-Z]+/g, (method) => paint(styles[method] ?? 'cyan', method)),
  );
}
