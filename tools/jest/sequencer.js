import Sequencer from '@jest/test-sequencer'

/** Files of the API that run before the first journey: meanwhile the journeys’ server fills its demonstration. */
const HEAD_START = 12

/**
 * The journeys are the longest files, so Jest would begin with them, and every worker would wait for their server. Some
 * of the others go first, the longest; then the journeys, and what is short comes last, so that all workers end together.
 */
export default class JourneysAfterAHeadStart extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests)
    const isJourney = ({ context }) => context.config.displayName?.name === 'e2e'
    const journeys = sorted.filter(isJourney)
    const others = sorted.filter((test) => !isJourney(test))
    return [...others.slice(0, HEAD_START), ...journeys, ...others.slice(HEAD_START)]
  }
}
