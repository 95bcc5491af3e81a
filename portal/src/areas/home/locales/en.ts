export default {
  lead: 'One box over the tests, instruments, experts, achievements and literature of the whole network.',
};
