import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'coverage/',
      'example-app/data/',
      '__tests__/fixtures/',
      '__tests__/types/',
      '__tests__/types-originals/',
      'conformance/next/',
      'conformance/astro/',
      'conformance/astro-static/',
      'conformance/node_modules/',
      '**/fixtures/**',
      'bench/**/node_modules/',
      'bench/frameworks/',
      'mutation/.stryker-*/',
    ],
  },
  js.configs.recommended,
  {
    files: ['lib/**/*.ts', '__tests__/**/*.ts', 'conformance/**/*.ts', 'example-app/**/*.ts', 'jest.config.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Express middleware is typed with `any`, and so is what passes through ours.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // Loading on demand, and under Jest, needs CommonJS's own `require`.
      '@typescript-eslint/no-require-imports': 'off',
      // Anything that was thrown is passed on as it is.
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_+$', argsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        TextEncoder: 'readonly',
        Response: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        require: 'readonly',
        module: 'writable',
        exports: 'writable',
        setImmediate: 'readonly',
        __dirname: 'readonly',
        Buffer: 'readonly',
        document: 'readonly',
        EventSource: 'readonly',
        FormData: 'readonly',
        ReadableStream: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        gc: 'readonly',
      },
    },
  },
);
