import js from '@eslint/js'
import globals from 'globals'
import ts from 'typescript-eslint'
import vue from 'eslint-plugin-vue'

// Components alone: their templates are what only ESLint reads. All other files are linted, with their types, by oxlint
// (.oxlintrc.json); the types of components are checked by vue-tsc. See docs/adr/0012.
export default ts.config({
  files: ['**/*.vue'],
  ignores: ['**/dist/', '**/coverage/', '.data/'],
  extends: [js.configs.recommended, ts.configs.strict, ts.configs.stylistic, vue.configs['flat/essential']],
  languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
  rules: {
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-console': 'error',
    '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    '@typescript-eslint/consistent-type-definitions': 'off',
    'vue/component-api-style': ['error', ['script-setup']],
    'vue/block-lang': ['error', { script: { lang: 'ts' } }],
    'vue/define-macros-order': 'error',
    'vue/no-v-html': 'error',
    'vue/multi-word-component-names': 'off',
  },
})
