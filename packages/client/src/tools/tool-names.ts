export const toolNames = ['list_segments', 'read_segment', 'draft_segments', 'redraft_segment', 'check_script'] as const

export type ToolName = (typeof toolNames)[number]
