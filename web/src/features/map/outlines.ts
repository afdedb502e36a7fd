/** A point in degrees: longitude, latitude (WGS 84). */
type Point = readonly [number, number]

export type Shape = {
  /** INSEE code. */
  readonly code: string
  /** For the `d` of an SVG path. */
  readonly path: string
  /** Its centre of mass, where a mark stands. */
  readonly centre: Point
}

export type Drawing = { readonly shapes: readonly Shape[]; readonly width: number; readonly height: number }

/** The drawing’s height, in its own units. */
const HEIGHT = 1_000

/**
 * Outlines in degrees as one drawing, north on top: plane enough for a département, whose degrees of longitude all shrink
 * by the cosine of its latitude.
 */
export function drawOutlines(outlines: Readonly<Record<string, readonly (readonly number[])[]>>): Drawing {
  const points = Object.values(outlines).flat()
  const [west, east] = [Math.min(...points.map(([x = 0]) => x)), Math.max(...points.map(([x = 0]) => x))]
  const [south, north] = [Math.min(...points.map(([, y = 0]) => y)), Math.max(...points.map(([, y = 0]) => y))]
  const scale = HEIGHT / (north - south)
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const place = ([x = 0, y = 0]: readonly number[]): Point => [(x - west) * shrink * scale, (north - y) * scale]
  const shapes = Object.entries(outlines).map(([code, outline]) => {
    const ring = outline.map(place)
    return { code, path: `M${ring.map((point) => point.map(Math.round).join(' ')).join('L')}Z`, centre: centreOf(ring) }
  })
  return { shapes, width: Math.ceil((east - west) * shrink * scale), height: HEIGHT }
}

/** The centroid of a closed ring (signed areas of its triangles with the origin). */
function centreOf(ring: readonly Point[]): Point {
  let [area, x, y] = [0, 0, 0]
  ring.forEach(([x0, y0], index) => {
    const [x1, y1] = ring[(index + 1) % ring.length] ?? [x0, y0]
    const cross = x0 * y1 - x1 * y0
    area += cross
    x += (x0 + x1) * cross
    y += (y0 + y1) * cross
  })
  return [x / (3 * area), y / (3 * area)]
}
