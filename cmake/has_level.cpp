// Ends with 0 when this machine runs what is compiled for LEVEL.

#include "../sim/ensemble/processor.h"

int main() {
  return jialing::processor_has(LEVEL) ? 0 : 1;
}
