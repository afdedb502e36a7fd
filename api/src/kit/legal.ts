/** Under which what is published may be used again (CRPA D323-2-1). */
export const LICENCE = 'Licence Ouverte / Open Licence 2.0'

/**
 * The means of appeal that a decision and a receipt must state, else their time limits do not run (CJA R421-5).
 * Our wording; a jurist confirms it for each département.
 */
export const APPEAL_TEXT =
  'Vous pouvez, dans les deux mois suivant la notification, former un recours gracieux devant le Président du Conseil ' +
  'départemental ou saisir le tribunal administratif de Cergy-Pontoise (2-4 boulevard de l’Hautil, BP 30322, ' +
  '95027 Cergy-Pontoise Cedex, www.telerecours.fr). Le recours gracieux interrompt ce délai ; le silence de deux mois ' +
  'vaut rejet et ouvre un nouveau délai de deux mois.'
