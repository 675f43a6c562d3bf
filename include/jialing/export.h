#pragma once

/// What the library shows to those who link it.
#define JIALING_API __attribute__((visibility("default")))
