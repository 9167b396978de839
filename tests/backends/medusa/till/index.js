// A payment provider that takes and gives back whatever it is asked; a slow one takes its time to give back, a broken
// one never does.
const { AbstractPaymentProvider, ModuleProvider, Modules } = require('@medusajs/framework/utils');

const SLOW_MS = 3000;

class Till extends AbstractPaymentProvider {
  static identifier = 'till';

  constructor(container, options) {
    super(container, options);
    this.label = options.label;
  }

  async initiatePayment() {
    return { id: 'till', data: { label: this.label } };
  }

  async authorizePayment({ data }) {
    return { status: 'authorized', data };
  }

  async refundPayment({ data }) {
    if (this.label === 'Broken till') throw new Error('the till is broken');
    if (this.label === 'Slow bank') await new Promise((done) => setTimeout(done, SLOW_MS));
    return { data };
  }

  async capturePayment({ data }) {
    return { data };
  }

  async cancelPayment({ data }) {
    return { data };
  }

  async deletePayment({ data }) {
    return { data };
  }

  async retrievePayment({ data }) {
    return { data };
  }

  async updatePayment({ data }) {
    return { status: 'pending', data };
  }

  async getPaymentStatus({ data }) {
    return { status: 'authorized', data };
  }

  async getWebhookActionAndData() {
    return { action: 'not_supported' };
  }
}

exports.default = ModuleProvider(Modules.PAYMENT, { services: [Till] });
