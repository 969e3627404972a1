import { changeSidecar } from './change-sidecar.ts'

/** The script's own file, which its writer has renamed in its folder: both names. */
export type ScriptRename = { readonly from: string; readonly to: string }

/**
 * Notes in a script's sidecar under which name the script goes on; for a run that nobody follows, which would do so itself.
 * A name that another of its files has is not taken. False when somebody does follow it. Throws `file-processing` and `storage`
 * where the sidecar cannot be used.
 */
export const renameScript = (dataFolder: string, sidecarFile: string, rename: ScriptRename): Promise<boolean> =>
  changeSidecar(dataFolder, sidecarFile, sidecar => {
    const { [rename.from]: record, ...others } = sidecar.files
    if (rename.to in others) return undefined
    return { ...sidecar, scriptFile: rename.to, files: { ...others, ...(record && { [rename.to]: record }) } }
  })
