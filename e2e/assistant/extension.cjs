const { commands, lm, window } = require('vscode')

/** Stands for any assistant of the editor: it calls a tool of Coldopen's, and says what came of it. */
exports.activate = context => {
  const draft = async () => {
    try {
      const { content } = await lm.invokeTool('draft_segments', { input: { idea: 'A lighthouse keeper finds a door in the sea', segments: 3, wait_seconds: 60 }, toolInvocationToken: undefined })
      void window.showInformationMessage(`The assistant was answered: ${content[0].value}`)
    } catch (error) {
      void window.showInformationMessage(`The assistant was refused: ${error.name}`)
    }
  }
  context.subscriptions.push(commands.registerCommand('assistant.draft', draft))
}
