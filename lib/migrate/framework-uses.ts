import type { ts } from 'ts-morph';
import type { Framework } from './framework-project';
import type { Syntax } from './sources';

/** `hand` keeps a file from being copied. */
export type Level = 'note' | 'hand';

/** Something in the code, other than an import, that is different here. */
export interface Use {
  readonly level: Level;
  readonly node: ts.Node;
  readonly text: string;
}

type Look = (syntax: Syntax, node: ts.Node) => Omit<Use, 'node'> | undefined;

/** Members of Astro's context that are not here: what calls them fails. */
const astroMembers = new Set(['session', 'getActionResult', 'callAction', 'csp', 'cache']);
/** These are undefined, as they are there without `i18n`. */
const undefinedMembers = new Set(['preferredLocale', 'preferredLocaleList', 'currentLocale', 'originPathname']);
const nextExports = new Set(['maxDuration', 'preferredRegion', 'dynamic', 'dynamicParams', 'revalidate', 'fetchCache']);
const nextConfigKeys = new Set(['api', 'runtime', 'style', 'cors', 'csrf']);
const nextApiKeys = new Set(['bodyParser', 'responseLimit', 'externalResolver']);

/** Finds what a file takes for granted and does not get here. */
export function findUses(syntax: Syntax, file: ts.SourceFile, framework: Framework): Use[] {
  const looks: readonly Look[] = framework === 'next' ? [lookAtPlace, lookAtNext] : [lookAtPlace, lookAtAstro];
  const found: Use[] = [];
  const visit = (node: ts.Node): void => {
    for (const look of looks) {
      const use = look(syntax, node);
      if (use) found.push({ ...use, node });
    }
    syntax.forEachChild(node, visit);
  };
  visit(file);
  if (framework === 'astro') found.push(...findContextUses(syntax, file));
  return found;
}

/** What means another place after the file has moved. */
const lookAtPlace: Look = (syntax, node) => {
  if (isImportMeta(syntax, node, 'env')) return hand("import.meta.env is Vite's: read process.env");
  if (isImportMeta(syntax, node, 'glob')) return hand("import.meta.glob() is Vite's: read the folder yourself");
  const isHere =
    isImportMeta(syntax, node, 'url') ||
    isImportMeta(syntax, node, 'dirname') ||
    isImportMeta(syntax, node, 'filename') ||
    (syntax.isIdentifier(node) && ['__dirname', '__filename'].includes(node.text));
  return isHere ? hand(`${node.getText()} is another folder after the move`) : undefined;
};

const lookAtNext: Look = (syntax, node) => {
  if (syntax.isCallExpression(node) && syntax.isPropertyAccessExpression(node.expression)) {
    const name = node.expression.name.text;
    if (['setPreviewData', 'clearPreviewData', 'setDraftMode', 'revalidate'].includes(name)) {
      return hand(`${name}() throws here: there are no prerendered pages`);
    }
  }
  if (!syntax.isVariableDeclaration(node) || !syntax.isIdentifier(node.name) || !isExported(syntax, node))
    return undefined;
  const name = node.name.text;
  if (nextExports.has(name)) return note(`export '${name}' has no meaning here`);
  const unknown = name === 'config' ? unknownKeys(syntax, node.initializer) : [];
  return unknown.length > 0 ? note(`config.${unknown.join(', config.')} has no meaning here`) : undefined;
};

const lookAtAstro: Look = (syntax, node) => {
  if (!syntax.isVariableDeclaration(node) || !syntax.isIdentifier(node.name) || !isExported(syntax, node))
    return undefined;
  return node.name.text === 'partial' ? note("export 'partial' has no meaning here") : undefined;
};

/** Members of the context that are not here, and copies of it, which are empty here. */
function findContextUses(syntax: Syntax, file: ts.SourceFile): Use[] {
  return findHandlers(syntax, file).flatMap((handler) => {
    const context = handler.parameters[0]?.name;
    if (context && syntax.isObjectBindingPattern(context))
      return context.elements.flatMap((element) => lookAtElement(syntax, element));
    return context && handler.body ? findMembers(syntax, handler.body, context.getText()) : [];
  });
}

function lookAtElement(syntax: Syntax, element: ts.BindingElement): Use[] {
  if (element.dotDotDotToken) return [{ ...hand(copyText), node: element }];
  const key = element.propertyName ?? element.name;
  return syntax.isIdentifier(key) ? lookAtMember(key) : [];
}

function findMembers(syntax: Syntax, body: ts.Node, context: string): Use[] {
  const found: Use[] = [];
  const isContext = (node: ts.Node): boolean => syntax.isIdentifier(node) && node.text === context;
  const visit = (node: ts.Node): void => {
    if (syntax.isPropertyAccessExpression(node) && isContext(node.expression)) found.push(...lookAtMember(node.name));
    if (syntax.isSpreadAssignment(node) && isContext(node.expression)) found.push({ ...hand(copyText), node });
    syntax.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

function lookAtMember(name: ts.MemberName): Use[] {
  if (astroMembers.has(name.text)) return [{ ...hand(`context.${name.text} is not here`), node: name }];
  if (undefinedMembers.has(name.text)) return [{ ...note(`context.${name.text} is undefined here`), node: name }];
  return [];
}

function findHandlers(syntax: Syntax, file: ts.SourceFile): ts.FunctionLikeDeclaration[] {
  return file.statements.flatMap((statement): ts.FunctionLikeDeclaration[] => {
    if (syntax.isFunctionDeclaration(statement)) return isExported(syntax, statement) ? [statement] : [];
    if (!syntax.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap((declaration) => {
      const value = declaration.initializer && unwrap(syntax, declaration.initializer);
      const isHandler = value && (syntax.isArrowFunction(value) || syntax.isFunctionExpression(value));
      return isHandler && isExported(syntax, declaration) ? [value] : [];
    });
  });
}

function unwrap(syntax: Syntax, value: ts.Expression): ts.Expression {
  const isWrapped =
    syntax.isSatisfiesExpression(value) || syntax.isAsExpression(value) || syntax.isParenthesizedExpression(value);
  return isWrapped ? unwrap(syntax, value.expression) : value;
}

function isExported(syntax: Syntax, node: ts.Node): boolean {
  const statement = syntax.isVariableDeclaration(node) ? node.parent.parent : node;
  const modifiers = syntax.canHaveModifiers(statement) ? (syntax.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === syntax.SyntaxKind.ExportKeyword);
}

function unknownKeys(syntax: Syntax, value: ts.Expression | undefined): string[] {
  const config = value && unwrap(syntax, value);
  if (!config || !syntax.isObjectLiteralExpression(config)) return [];
  return config.properties.flatMap((property) => {
    const key = property.name?.getText() ?? '';
    if (!nextConfigKeys.has(key)) return [key];
    if (key !== 'api' || !syntax.isPropertyAssignment(property)) return [];
    const api = unwrap(syntax, property.initializer);
    const names = syntax.isObjectLiteralExpression(api) ? api.properties.map(({ name }) => name?.getText() ?? '') : [];
    return names.filter((name) => !nextApiKeys.has(name)).map((name) => `api.${name}`);
  });
}

/** `import.meta.name`. */
function isImportMeta(syntax: Syntax, node: ts.Node, name: string): boolean {
  return syntax.isPropertyAccessExpression(node) && syntax.isMetaProperty(node.expression) && node.name.text === name;
}

const copyText = 'copies the context, which gives nothing here: name its members';

const hand = (text: string): Omit<Use, 'node'> => ({ level: 'hand', text });
const note = (text: string): Omit<Use, 'node'> => ({ level: 'note', text });
