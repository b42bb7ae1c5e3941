import { pack, Project } from './project';

describe('the packed tarball', () => {
  const project = new Project();
  const { tarball, files } = pack(project.directory);
  afterAll(() => project.remove());

  it('holds the build, the texts a user looks for, and nothing else', () => {
    const texts = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    expect(files.filter((file) => !file.startsWith('dist/'))).toEqual(texts);
    expect(files.filter((file) => file.startsWith('dist/')).every((file) => /\.(js|d\.ts)$/.test(file))).toBe(true);
  });

  it('holds types for every script', () => {
    const scripts = files.filter((file) => file.endsWith('.js'));
    expect(scripts).toContain('dist/index.js');
    expect(scripts.filter((file) => !files.includes(file.replace(/\.js$/, '.d.ts')))).toEqual([]);
  });

  it('holds no test', () => {
    expect(files.filter((file) => /test\.(js|d\.ts)$|__tests__|fixtures/.test(file))).toEqual([]);
  });

  it('satisfies publint', () => {
    expect(project.runTool('publint', ['run', tarball, '--strict'])).toMatch(/All good/);
  });

  it('has types that every way to resolve modules finds and that are true', () => {
    expect(project.runTool('attw', [tarball, '--format', 'ascii'])).toMatch(/No problems found/);
  });
});
