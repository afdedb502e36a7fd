import { createRequire } from 'node:module'
import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js'
import { escapeHtml } from '../../api/src/docs/html.ts'
import { arrowsOf, type Machine } from './machines.ts'

/** The package is CommonJS whose types say that it is a module. */
const Elk = createRequire(import.meta.url)('elkjs') as new () => ELK

const HEIGHT = 32
const CHAR = 7.6
const LABEL_CHAR = 6.3
const LABEL_HEIGHT = 15
const round = (value: number): string => String(Math.round(value))

const lines = (label: string): string[] => (label === '' ? [] : label.split(', '))

/**
 * One machine as SVG: laid out by ELK (layers, orthogonal arrows, places for labels) and written here with classes alone, so
 * that it takes the colours of the page, light or dark, under a policy that allows no inline style. Mermaid itself draws in a
 * browser only, hence this.
 */
export async function drawMachine(machine: Machine): Promise<string> {
  const arrows = arrowsOf(machine)
  const id = (state: string, isSource: boolean): string => (state === '[*]' ? (isSource ? '*start' : '*end') : state)
  const drawn = [...new Set(arrows.flatMap(({ from, to }) => [id(from, true), id(to, false)]))]
  const place = (state: string): number => (state === '*start' ? -1 : machine.states.indexOf(state) + 1 || 99)
  const states = drawn.toSorted((a, b) => place(a) - place(b))
  const leaves = new Set(arrows.map(({ from }) => from))
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.spacing.nodeNode': '36',
      'elk.layered.spacing.nodeNodeBetweenLayers': '38',
      'elk.layered.spacing.edgeNodeBetweenLayers': '14',
      'elk.spacing.edgeNode': '16',
      'elk.spacing.edgeLabel': '3',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      // States are listed in the order of a usual course; what leads back is drawn upwards.
      'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
      'elk.edgeLabels.inline': 'false',
      'elk.padding': '[top=8,left=8,bottom=8,right=8]',
    },
    children: states.map((state) =>
      state.startsWith('*')
        ? { id: state, width: 14, height: 14 }
        : { id: state, width: Math.ceil(state.length * CHAR + 28), height: HEIGHT },
    ),
    edges: arrows.map(({ from, to, label }, index) => ({
      id: `e${index}`,
      sources: [id(from, true)],
      targets: [id(to, false)],
      labels:
        lines(label).length === 0
          ? []
          : [
              {
                text: label,
                width: Math.max(...lines(label).map((line) => line.length)) * LABEL_CHAR + 6,
                height: lines(label).length * LABEL_HEIGHT,
              },
            ],
    })),
  }
  const laid = await new Elk().layout(graph)
  const [width, height] = [round(laid.width ?? 0), round(laid.height ?? 0)]
  const description = `${machine.title}: ${arrows.length - 1} arrows between ${states.filter((state) => !state.startsWith('*')).length} states. The table below says the same in words.`
  return `<div class="drawing" tabindex="0" role="group" aria-label="${escapeHtml(machine.title)}"><svg class="machine" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeHtml(description)}">
${(laid.edges ?? []).map(drawEdge).join('\n')}
${(laid.children ?? []).map((node) => drawNode(node, leaves.has(node.id))).join('\n')}
</svg></div>
`
}

function drawNode({ id, x = 0, y = 0, width = 0, height = 0 }: ElkNode, hasExit: boolean): string {
  if (id.startsWith('*')) {
    return `<circle class="start" cx="${round(x + width / 2)}" cy="${round(y + height / 2)}" r="${id === '*start' ? 7 : 5}"/>`
  }
  const name = id.replaceAll('_', ' ')
  return `<g class="${hasExit ? 'state' : 'state-end'}"><rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6"/><text x="${round(x + width / 2)}" y="${round(y + height / 2 + 4.5)}" text-anchor="middle">${escapeHtml(name)}</text></g>`
}

function drawEdge({ sections = [], labels = [] }: ElkExtendedEdge): string {
  const parts = sections.map(({ startPoint, bendPoints = [], endPoint }) => {
    const points = [startPoint, ...bendPoints, endPoint]
    const before = points.at(-2) ?? startPoint
    const [dx, dy] = [Math.sign(endPoint.x - before.x), Math.sign(endPoint.y - before.y)]
    const [bx, by] = [endPoint.x - dx * 7, endPoint.y - dy * 7]
    const tip = [
      [endPoint.x, endPoint.y],
      [bx - dy * 4, by - dx * 4],
      [bx + dy * 4, by + dx * 4],
    ]
    const way = points.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ')
    return `<polyline class="way" points="${way}"/><polygon class="tip" points="${tip.map(([x = 0, y = 0]) => `${round(x)},${round(y)}`).join(' ')}"/>`
  })
  const texts = labels.flatMap(({ text = '', x = 0, y = 0 }) =>
    lines(text).map(
      (line, index) =>
        `<text class="event" x="${round(x + 2)}" y="${round(y + 11.5 + index * LABEL_HEIGHT)}">${escapeHtml(line)}</text>`,
    ),
  )
  return [...parts, ...texts].join('')
}
